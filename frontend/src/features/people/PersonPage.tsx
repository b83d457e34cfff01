import { t } from "@lingui/core/macro";
import { Anchor, Button, Group, Stack, Tabs, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";

import type { Person } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Note } from "../../components/feedback/Note";
import { TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { TabList } from "../../components/TabList";
import { useCan } from "../accounts/session";
import { ContactPanel } from "./ContactPanel";
import { FindOtherPanel } from "./FindOtherPanel";
import { MergesTab } from "./MergesTab";
import { NotesTab } from "./NotesTab";
import { PersonLink } from "./PersonLink";
import { PersonLists, PersonReferrals } from "./PersonPlaces";
import { PersonTimeline } from "./PersonTimeline";
import { personQuery } from "./queries";
import { addressOf } from "./words";

export const personTabs = ["places", "history", "contact", "notes", "merges"] as const;
export type PersonTab = (typeof personTabs)[number];

interface PersonPageProps {
  personId: string;
  tab: PersonTab | undefined;
  onTab: (tab: PersonTab | undefined) => void;
}

export function PersonPage({ personId, tab, onTab }: PersonPageProps) {
  const { data: person } = useSuspenseQuery(personQuery(personId));
  const seesFile = useCan("people:file");
  const open = (next: string | null) => {
    onTab(personTabs.find((one) => one === next && one !== "places"));
  };
  const file: { value: PersonTab; label: string }[] = [
    { value: "history", label: t`Everything that happened` },
    { value: "contact", label: t`Contact changes` },
    { value: "notes", label: t`Notes` },
    { value: "merges", label: t`Merges` },
  ];
  const places = { value: "places" as const, label: seesFile ? t`Lists and referrals` : t`Referrals` };
  const active = seesFile ? (tab ?? "places") : "places";
  return (
    <>
      <PersonHead person={person} />
      <Tabs value={active} keepMounted={false} onChange={open}>
        <TabList active={active} tabs={seesFile ? [places, ...file] : [places]} onOpen={open} />
        <Tabs.Panel value="places">
          <Stack gap="xl">
            {seesFile && <PersonLists personId={personId} />}
            <PersonReferrals personId={personId} />
          </Stack>
        </Tabs.Panel>
        {seesFile && (
          <>
            <Tabs.Panel value="history">
              <PersonTimeline personId={personId} />
            </Tabs.Panel>
            <Tabs.Panel value="contact">
              <PersonTimeline personId={personId} event="person.changed" />
            </Tabs.Panel>
            <Tabs.Panel value="notes">
              <NotesTab person={person} />
            </Tabs.Panel>
            <Tabs.Panel value="merges">
              <MergesTab person={person} />
            </Tabs.Panel>
          </>
        )}
      </Tabs>
    </>
  );
}

function PersonHead({ person }: { person: Person }) {
  const mayManage = useCan("people:manage") && !person.merged_into;
  const [isEditing, editing] = useDisclosure(false);
  const [isMerging, merging] = useDisclosure(false);
  return (
    <>
      <PageHead
        title={person.display_name}
        trail={[
          <TextLink key="people" to="/people" search={{}}>{t`People`}</TextLink>,
          <Text key="here" component="span">
            {person.display_name}
          </Text>,
        ]}
        facts={<PersonFacts person={person} />}
        actions={
          mayManage && (
            <>
              <Button variant="default" onClick={merging.open}>{t`Merge with…`}</Button>
              <Button onClick={editing.open}>{t`Change contact data`}</Button>
            </>
          )
        }
      />
      {person.merged_into && (
        <Group mb="md">
          <Note tone="amber">
            {t`This record was merged into`} <PersonLink person={person.merged_into} />.{" "}
            {t`Act there; what was known under this record is shown there too.`}
          </Note>
        </Group>
      )}
      {isEditing && <ContactPanel person={person} onClose={editing.close} />}
      {isMerging && <FindOtherPanel person={person} onClose={merging.close} />}
    </>
  );
}

function PersonFacts({ person }: { person: Person }) {
  const address = addressOf(person);
  const facts = [
    {
      term: t`E-mail`,
      value: person.email && (
        <Anchor href={`mailto:${person.email}`} inherit style={{ overflowWrap: "anywhere" }}>
          {person.email}
        </Anchor>
      ),
    },
    { term: t`Telephone`, value: person.phone },
    { term: t`Address`, value: address.length > 0 && address.join(", ") },
    { term: t`Applicant numbers`, value: person.numbers.join(", ") },
    {
      term: t`Also known as`,
      value:
        person.merged.length > 0 &&
        person.merged.map((one, place) => (
          <span key={one.id}>
            {place > 0 && "; "}
            <PersonLink person={one} />
          </span>
        )),
    },
  ].filter(({ value }) => value);
  if (facts.length === 0) return <Text c="dimmed">{t`No contact data is known.`}</Text>;
  return <Facts items={facts} />;
}
