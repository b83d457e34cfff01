import { plural, t } from "@lingui/core/macro";
import { ActionIcon, Indicator, Popover, ScrollArea, Stack, Text } from "@mantine/core";
import { IconProgressCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useLive } from "../../api/live";
import { TextLink } from "../../components/links";
import { JobProgress } from "./JobProgress";
import { isUnfinished, recentJobs } from "./queries";

/** Work in the background, with live counts; it goes on when the page is left. */
export function JobsTray() {
  const [isOpen, setOpen] = useState(false);
  useLive("jobs");
  const { data } = useQuery({ ...recentJobs, refetchInterval: 30_000 });
  const jobs = data?.items ?? [];
  const running = jobs.filter(isUnfinished).length;
  const label = running ? plural(running, { one: "Jobs: # running", other: "Jobs: # running" }) : t`Jobs: none running`;
  return (
    <Popover width={340} opened={isOpen} onChange={setOpen} position="bottom-end" withArrow>
      <Indicator label={running} size={16} disabled={running === 0} offset={5}>
        <Popover.Target>
          <ActionIcon
            size={34}
            aria-label={label}
            title={label}
            onClick={() => {
              setOpen(!isOpen);
            }}
          >
            <IconProgressCheck size={20} aria-hidden="true" />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={t`Jobs`}>
        <Stack gap="sm">
          {jobs.length === 0 ? (
            <Text c="dimmed">{t`Imports, scorings and documents appear here while they are made.`}</Text>
          ) : (
            <ScrollArea.Autosize mah={340}>
              <Stack gap="md">
                {jobs.slice(0, 6).map((job) => (
                  <JobProgress key={job.id} job={job} />
                ))}
              </Stack>
            </ScrollArea.Autosize>
          )}
          <TextLink
            to="/jobs"
            onClick={() => {
              setOpen(false);
            }}
          >{t`All jobs`}</TextLink>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
