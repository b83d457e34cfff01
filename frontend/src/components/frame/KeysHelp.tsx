import { t } from "@lingui/core/macro";
import { ActionIcon, Kbd, Modal, Stack, Switch, Table, Title } from "@mantine/core";
import { IconHelp } from "@tabler/icons-react";

import { usePlaces } from "./NavRail";
import { useRegisteredKeys, useSingleKeys } from "./pageKeys";

interface KeysHelpProps {
  opened: boolean;
  onOpen: () => void;
  onClose: () => void;
}

/** The keys, on `?`: those of the page that is open, then those that work everywhere. */
export function KeysHelp({ opened, onOpen, onClose }: KeysHelpProps) {
  const [hasKeys, setHasKeys] = useSingleKeys();
  const places = usePlaces().flatMap(({ key, label }): [string, string][] => (key ? [[key, t`Go to ${label}`]] : []));
  const here = useRegisteredKeys().map(({ key, label }): [string, string] => [key, label]);
  const everywhere: [string, string][] = [
    ["Ctrl K", t`Search or run a command`],
    ["/", t`Search`],
    ["?", t`Show the keys`],
    ...places,
    ["Esc", t`Close a panel`],
  ];
  return (
    <>
      <ActionIcon size={34} aria-label={t`Help: keys`} title={t`Help: keys`} onClick={onOpen} visibleFrom="xs">
        <IconHelp size={20} aria-hidden="true" />
      </ActionIcon>
      <Modal
        opened={opened}
        onClose={onClose}
        title={<strong>{t`Keys`}</strong>}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <Stack>
          {here.length > 0 && <Keys title={t`On this page`} keys={here} />}
          <Keys title={t`Everywhere`} keys={everywhere} />
          <Switch
            label={t`Single-letter keys`}
            checked={hasKeys}
            onChange={(event) => {
              setHasKeys(event.currentTarget.checked);
            }}
          />
        </Stack>
      </Modal>
    </>
  );
}

function Keys({ title, keys }: { title: string; keys: [string, string][] }) {
  return (
    <section>
      <Title order={2} size="h4" mb={4}>
        {title}
      </Title>
      <Table verticalSpacing={4} aria-label={title}>
        <Table.Tbody>
          {keys.map(([key, meaning]) => (
            <Table.Tr key={key}>
              <Table.Th scope="row" w={90}>
                <Kbd>{key}</Kbd>
              </Table.Th>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
