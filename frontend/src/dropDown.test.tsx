import { MantineProvider, MultiSelect, Select } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { theme } from "./theme";

test.each([
  ["one", <Select key="one" label="Choice" data={["A", "B"]} />],
  ["many", <MultiSelect key="many" label="Choice" data={["A", "B"]} searchable />],
])("a list to choose %s from opens inside the landmark of its field and scrolls itself", async (_, field) => {
  render(
    <MantineProvider theme={theme} env="test">
      <main>{field}</main>
    </MantineProvider>,
  );
  await userEvent.click(screen.getByRole("combobox", { name: "Choice" }));
  const options = await within(screen.getByRole("main")).findByRole("listbox");
  expect(options).toHaveStyle({ overflowY: "auto", maxHeight: "220px" });
  expect(
    within(options)
      .getAllByRole("option")
      .map((one) => one.textContent),
  ).toEqual(["A", "B"]);
});

test("Enter that finds nothing to take in an open list does not send the form", async () => {
  const send = vi.fn((event: { preventDefault: () => void }) => {
    event.preventDefault();
  });
  render(
    <MantineProvider theme={theme} env="test">
      <main>
        <form onSubmit={send}>
          <Select label="Choice" data={["A", "B"]} searchable />
          <button type="submit">Send</button>
        </form>
      </main>
    </MantineProvider>,
  );
  await userEvent.type(screen.getByRole("combobox", { name: "Choice" }), "C{Enter}");
  expect(send).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(send).toHaveBeenCalledOnce();
});

test.each([
  ["one", <Select key="one" label="Choice" data={["Ash", "Birch"]} searchable name="tree" />],
  ["many", <MultiSelect key="many" label="Choice" data={["Ash", "Birch"]} searchable name="tree" />],
])("Enter takes what is marked in a list to choose %s from that typing opened", async (_, field) => {
  render(
    <MantineProvider theme={theme} env="test">
      <main>
        <form data-testid="form">{field}</form>
      </main>
    </MantineProvider>,
  );
  await userEvent.tab();
  await userEvent.keyboard("{Escape}b{Enter}");
  expect(new FormData(screen.getByTestId<HTMLFormElement>("form")).get("tree")).toBe("Birch");
});
