import { MantineProvider, TextInput } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { theme } from "../../theme";
import { ConfirmPanel } from "./ConfirmPanel";

function show() {
  const act = vi.fn();
  render(
    <MantineProvider theme={theme} env="test">
      <ConfirmPanel opened title="Answer" action="Record" onConfirm={act} onClose={vi.fn()} isPending={false}>
        <TextInput type="date" label="Received on" />
        <TextInput label="Note" />
      </ConfirmPanel>
    </MantineProvider>,
  );
  return act;
}

const timersRun = () => new Promise((resolve) => setTimeout(resolve, 20));

test("whoever tabs on quickly from a date is not put back", async () => {
  show();
  const date = screen.getByLabelText("Received on");
  await timersRun();
  date.focus();
  // A quick typist has gone two stops further before any timer of the first key runs.
  fireEvent.keyDown(date, { key: "Tab" });
  screen.getByRole("button", { name: "Record" }).focus();
  await timersRun();
  expect(screen.getByRole("button", { name: "Record" })).toHaveFocus();
});

test("the keys of a panel with a date stay in the panel", async () => {
  const act = show();
  await timersRun();
  const seen = new Set<string>();
  for (let pressed = 0; pressed < 12; pressed += 1) {
    await userEvent.tab();
    expect(screen.getByRole("dialog")).toContainElement(document.activeElement as HTMLElement);
    seen.add((document.activeElement as HTMLElement).textContent || document.activeElement?.id || "");
  }
  expect(seen.size).toBe(5); // close, date, note, keep, record
  screen.getByRole("button", { name: "Record" }).focus();
  await userEvent.keyboard("{Enter}");
  expect(act).toHaveBeenCalledOnce();
});
