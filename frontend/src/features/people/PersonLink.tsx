import type { components } from "../../api/schema";
import { TextLink } from "../../components/links";
import { useCan } from "../accounts/session";

/** A person's name, leading to their page for whoever may open it. */
export function PersonLink({ person }: { person: components["schemas"]["PersonRef"] }) {
  const mayRead = useCan("people:read");
  if (!mayRead) return person.display_name;
  return (
    <TextLink to="/people/$personId" params={{ personId: person.id }} inherit>
      {person.display_name}
    </TextLink>
  );
}
