import { t } from "@lingui/core/macro";
import { ActionIcon, Kbd, Modal, Stack, Switch, Table } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconHelp } from "@tabler/icons-react";

interface KeysHelpProps {
  opened: boolean;
  onOpen: () => void;
  onClose: () => void;
}

/** The keys, on `?`. Single letters can be switched off (WCAG 2.1.4). */
export function KeysHelp({ opened, onOpen, onClose }: KeysHelpProps) {
  const [hasKeys, setHasKeys] = useLocalStorage({ key: "eligo-single-keys", defaultValue: true });
  const keys: [string, string][] = [
    ["Ctrl K", t`Search or run a command`],
    ["?", t`This list`],
    ["g", t`Home`],
    ["l", t`Lists`],
    ["r", t`Referrals`],
    ["p", t`Positions`],
    ["j", t`Jobs`],
    ["/", t`Search`],
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
          <Table>
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
