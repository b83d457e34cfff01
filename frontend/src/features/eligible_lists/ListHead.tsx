import { plural, t } from "@lingui/core/macro";
import { Button, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconFileImport, IconMathFunction, IconSend } from "@tabler/icons-react";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { EligibleList } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { Facts } from "../../components/Facts";
import { ButtonLink, TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { CivilDate, Instant } from "../../components/time/Instant";
import { statusWord } from "../../i18n/words";
import { useCan } from "../accounts/session";
import { named } from "../organization/queries";
import { ScoreButton } from "../scorings/ScoreButton";
import { AddPersonPanel } from "./entry/AddPersonPanel";
import { EditListPanel } from "./EditListPanel";
import { LifecyclePanel, type LifecycleAction } from "./LifecyclePanel";
import { outlookQuery } from "./queries";
import { TurnPanel, type Turn } from "./TurnPanel";

/** The facts of a list and what can be done with it now. */
export function ListHead({ list }: { list: EligibleList }) {
  const rule = list.certification_rule;
  const { eligibles, active, ranks } = list.counts;
  const facts = [
    {
      term: t`Eligibles`,
      value:
        list.status === "adopted"
          ? t`${active.toLocaleString("en")} of ${eligibles.toLocaleString("en")} active`
          : eligibles.toLocaleString("en"),
    },
    { term: t`Ranks`, value: ranks.toLocaleString("en") },
    { term: t`Rule`, value: `${rule.code} · ${rule.title}` },
    { term: t`Kind`, value: statusWord(list.list_type) },
    ...(list.posted_at ? [{ term: t`Posted`, value: <Instant at={list.posted_at} /> }] : []),
    ...(list.status === "tentative" && list.inspection_ends_on
      ? [{ term: t`Inspection`, value: <Inspection list={list} endsOn={list.inspection_ends_on} /> }]
      : []),
    ...(list.adopted_at ? [{ term: t`Adopted`, value: <Instant at={list.adopted_at} /> }] : []),
    ...(list.expires_on ? [{ term: t`Expires`, value: <CivilDate on={list.expires_on} /> }] : []),
    ...(list.duration_months && !list.expires_on
      ? [{ term: t`Duration`, value: plural(list.duration_months, { one: "# month", other: "# months" }) }]
      : []),
    { term: t`Version`, value: list.list_version },
  ];
  return (
    <PageHead
      title={list.code}
      trail={<TextLink to="/lists">{t`Lists`}</TextLink>}
      badge={<LifecycleBadge status={list.status} />}
      facts={
        <>
          <Text fw={520}>
            {named(list.job_class)}
            {list.specialty ? ` · ${list.specialty}` : ""}
          </Text>
          <Facts items={facts} />
        </>
      }
      actions={<ListActions list={list} />}
    />
  );
}

/** "2 of 3 business days, ends Dec 1, 2026". */
function Inspection({ list, endsOn }: { list: EligibleList; endsOn: string }) {
  const { data } = useQuery(outlookQuery(list.id));
  const [day, days] = [data?.inspection_day, data?.inspection_days];
  return (
    <>
      {day != null && days != null && <>{t`${day} of ${days} business days`}, </>}
      {t`ends`} <CivilDate on={endsOn} />
    </>
  );
}

type ListAction = LifecycleAction | Turn;

const labels: Record<ListAction, () => string> = {
  post: () => t`Post`,
  adopt: () => t`Adopt`,
  extend: () => t`Extend`,
  cancel: () => t`Cancel list`,
  withdraw: () => t`Take back posting`,
  exhaust: () => t`Declare exhausted`,
  reopen: () => t`Take back into use`,
};

const possible: Record<string, ListAction[]> = {
  draft: ["cancel"],
  scored: ["post", "cancel"],
  tentative: ["adopt", "withdraw", "cancel"],
  adopted: ["extend", "exhaust", "cancel"],
  expired: ["extend", "cancel"],
  exhausted: ["reopen", "cancel"],
};

function ListActions({ list }: { list: EligibleList }) {
  const mayManage = useCan("lists:manage");
  const mayAdopt = useCan("lists:adopt");
  const mayCertify = useCan("referrals:certify");
  const [action, setAction] = useState<ListAction | null>(null);
  const [isEditing, editing] = useDisclosure(false);
  const [isAdding, adding] = useDisclosure(false);
  const close = () => {
    setAction(null);
  };
  const actions = mayAdopt ? (possible[list.status] ?? []) : [];
  const [main, rest] = [
    actions.filter((one) => one === "post" || one === "adopt"),
    actions.filter((one) => one !== "post" && one !== "adopt"),
  ];
  const isPosted = ["tentative", "adopted", "expired", "exhausted"].includes(list.status);
  const takesResults = ["draft", "scored"].includes(list.status);
  const mayAdd = mayManage && ["draft", "scored", "tentative", "adopted"].includes(list.status);
  return (
    <>
      {mayManage && takesResults && (
        <>
          <ButtonLink
            to="/lists/$listId/import"
            params={{ listId: list.id }}
            variant={list.results_count === 0 ? "filled" : "default"}
            leftSection={<IconFileImport size={16} aria-hidden="true" />}
          >
            {t`Import`}
          </ButtonLink>
          {list.results_count > 0 && (
            <ScoreButton
              list={list}
              icon={<IconMathFunction size={16} aria-hidden="true" />}
              isMain={list.status === "draft"}
            />
          )}
        </>
      )}
      {mayManage && isPosted && list.results_count > 0 && (
        <ScoreButton list={list} icon={<IconMathFunction size={16} aria-hidden="true" />} />
      )}
      {list.status === "adopted" && mayCertify && (
        <ButtonLink
          to="/referrals/new"
          search={{ list: list.id }}
          leftSection={<IconSend size={16} aria-hidden="true" />}
        >
          {t`Certify`}
        </ButtonLink>
      )}
      {main.map((one) => (
        <Button
          key={one}
          onClick={() => {
            setAction(one);
          }}
        >
          {labels[one]()}
        </Button>
      ))}
      {(rest.length > 0 || mayAdd) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px={8} aria-label={t`More actions`}>
              <IconDots size={18} aria-hidden="true" />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {mayAdd && <Menu.Item onClick={adding.open}>{t`Add a person`}…</Menu.Item>}
            {mayManage && takesResults && <Menu.Item onClick={editing.open}>{t`Change terms`}…</Menu.Item>}
            {rest.map((one) => (
              <Menu.Item
                key={one}
                onClick={() => {
                  setAction(one);
                }}
              >
                <Group gap="xs">{labels[one]()}…</Group>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {isAdding && <AddPersonPanel list={list} onClose={adding.close} />}
      {isEditing && <EditListPanel list={list} onClose={editing.close} />}
      {action === "withdraw" || action === "exhaust" || action === "reopen" ? (
        <TurnPanel list={list} turn={action} onClose={close} />
      ) : (
        <LifecyclePanel list={list} action={action} onClose={close} />
      )}
    </>
  );
}
