import { plural, t } from "@lingui/core/macro";
import { Checkbox, Text } from "@mantine/core";

import type { StatusChangesRead } from "../../../api/types";
import { Note } from "../../../components/feedback/Note";
import { statusWord } from "../../../i18n/words";

interface StatusPreviewProps {
  preview: StatusChangesRead;
  isRestConfirmed: boolean;
  onConfirmRest: (isConfirmed: boolean) => void;
}

/** What would happen: how many move, who may not and why, and what follows on open referrals. */
export function StatusPreview({ preview, isRestConfirmed, onConfirmRest }: StatusPreviewProps) {
  const { changed, refused, refused_people: people, moved } = preview;
  return (
    <div role="status">
      <Note tone={refused > 0 ? "amber" : "blue"}>
        <Text>
          {changed > 0 && plural(changed, { one: "# person will be changed.", other: "# people will be changed." })}{" "}
          {refused > 0 &&
            (changed > 0
              ? plural(refused, { one: "# may not be:", other: "# may not be:" })
              : t`Nobody can be changed so:`)}
        </Text>
        <ul style={{ margin: "4px 0", paddingLeft: 18 }}>
          {people.slice(0, 10).map((one) => (
            <li key={one.eligible_id}>
              {one.person.display_name} ({statusWord(one.status).toLowerCase()}): {one.message}
            </li>
          ))}
          {refused > 10 && <li>{t`and ${refused - Math.min(10, people.length)} more`}</li>}
          {moved.map((one) => (
            <li key={one.referral_id}>
              {one.number}: {plural(one.moved, { one: "# person moves", other: "# people move" })}
            </li>
          ))}
        </ul>
        {changed > 0 && moved.length === 0 && <Text>{t`Nobody else moves on an open referral.`}</Text>}
      </Note>
      {refused > 0 && changed > 0 && (
        <Checkbox
          mt="sm"
          label={t`Leave those out and change the rest`}
          checked={isRestConfirmed}
          onChange={(event) => {
            onConfirmRest(event.currentTarget.checked);
          }}
        />
      )}
    </div>
  );
}
