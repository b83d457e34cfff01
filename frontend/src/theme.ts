import {
  ActionIcon,
  Anchor,
  Button,
  Drawer,
  Kbd,
  Menu,
  Modal,
  MultiSelect,
  NavLink,
  Paper,
  Popover,
  SegmentedControl,
  Select,
  Table,
  Tabs,
  Text,
  Tooltip,
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";
import type { KeyboardEvent } from "react";

/** Harbour: the one brand colour, a deep petrol that stays calm for a whole working day. */
const harbour: MantineColorsTuple = [
  "#edf5f9",
  "#d9e8f0",
  "#b3d1e1",
  "#8bbad2",
  "#66a3c3",
  "#4a8fb5",
  "#2b76a0",
  "#1d5f85",
  "#174c6b",
  "#113a52",
];

/** Neutrals of the dark scheme: blue-black, so that the semantic colours keep their hue. */
const dark: MantineColorsTuple = [
  "#e3e8ec",
  "#c6cfd6",
  "#a3afb9",
  "#84919c",
  "#46525c",
  "#323c45",
  "#222a31",
  "#161c21",
  "#10151a",
  "#0a0e12",
];

const gray: MantineColorsTuple = [
  "#f6f7f9",
  "#eef1f4",
  "#e2e7eb",
  "#d2d9df",
  "#b8c2ca",
  "#8b98a3",
  "#66737f",
  "#4a5661",
  "#323c46",
  "#1d252d",
];

// What opens belongs to a landmark as what opened it does.
const insideMain = { target: "#main" };

// Mantine heads its panels with <header>, which would be a second banner of the page.
const plainHeader = { header: { role: "presentation" } };

/**
 * Enter in an open list takes what is marked there; where nothing is, it does not send the form half chosen. Mantine keeps
 * the place of the mark beside the mark, and forgets it a moment after a list was opened by typing.
 */
function takeMarked(event: KeyboardEvent<HTMLInputElement>) {
  const field = event.currentTarget;
  if (event.key !== "Enter" || event.nativeEvent.isComposing || field.getAttribute("aria-expanded") !== "true") return;
  event.preventDefault();
  const options = document.getElementById(field.getAttribute("aria-controls") ?? "");
  const marked = options?.querySelector<HTMLElement>("[data-combobox-selected]");
  if (!marked) return;
  event.stopPropagation();
  marked.click();
}

/**
 * Tab in a date moves through its parts and then on, as the browser does it. Mantine's focus trap looks a moment later
 * whether it did, and puts a quick typist, who is two stops further by then, back to the stop after the date. In a panel
 * buttons follow every date, so nothing need hold the focus back at it.
 */
function leaveDateToBrowser(event: KeyboardEvent<HTMLElement>) {
  if (event.key === "Tab" && event.target instanceof HTMLInputElement && event.target.type === "date")
    event.stopPropagation();
}

const dropDown = {
  defaultProps: {
    // What was typed is taken with Enter, without an arrow key before it.
    selectFirstOptionOnChange: true,
    // The listbox scrolls itself, since its keys are the field's; it stays in the landmark or panel of its field,
    // which must not cut it off.
    withScrollArea: false,
    comboboxProps: { withinPortal: false, floatingStrategy: "fixed" },
    onKeyDownCapture: takeMarked,
  },
  styles: { options: { maxHeight: 220, overflowY: "auto", paddingInlineEnd: "var(--combobox-padding)" } },
} as const;

export const theme = createTheme({
  primaryColor: "harbour",
  primaryShade: { light: 7, dark: 6 },
  colors: { harbour, dark, gray },
  black: "#18212a",
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  fontSizes: { xs: "12px", sm: "14px", md: "15px", lg: "17px", xl: "20px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.4" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  defaultRadius: "sm",
  headings: {
    fontWeight: "640",
    sizes: {
      h1: { fontSize: "22px", lineHeight: "1.25" },
      h2: { fontSize: "17px", lineHeight: "1.3" },
      h3: { fontSize: "14px", lineHeight: "1.4" },
    },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  autoContrast: false,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
    Anchor: Anchor.extend({ defaultProps: { underline: "hover" } }),
    Button: Button.extend({ defaultProps: { size: "sm" }, styles: { label: { fontWeight: 560 } } }),
    Drawer: Drawer.extend({
      defaultProps: {
        position: "right",
        size: 480,
        attributes: plainHeader,
        overlayProps: { backgroundOpacity: 0.35 },
        onKeyDown: leaveDateToBrowser,
      },
    }),
    Kbd: Kbd.extend({ defaultProps: { size: "xs" } }),
    // The first item takes the focus: an invisible stand-in for it would be a child that a menu may not have.
    Menu: Menu.extend({
      defaultProps: { shadow: "md", withinPortal: true, withInitialFocusPlaceholder: false, portalProps: insideMain },
    }),
    Modal: Modal.extend({ defaultProps: { attributes: plainHeader, overlayProps: { backgroundOpacity: 0.35 } } }),
    NavLink: NavLink.extend({ defaultProps: { variant: "light" } }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, radius: "md" } }),
    Popover: Popover.extend({ defaultProps: { shadow: "md" } }),
    MultiSelect: MultiSelect.extend(dropDown),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: "xs" } }),
    Select: Select.extend(dropDown),
    Table: Table.extend({ defaultProps: { fz: "sm" } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Text: Text.extend({ defaultProps: { size: "sm" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: false } } }),
  },
});

type Shade = readonly [ink: string, ground: string, edge: string];

/** Meaning has seven colours; each is an ink on its own ground, both measured at 4.5:1 or more, and an edge. */
const lightTones: Record<string, Shade> = {
  green: ["#0a6236", "#e5f4ea", "#b3dcc3"],
  blue: ["#1c5099", "#e8f0fb", "#bcd3f1"],
  amber: ["#834700", "#fff2d8", "#eccd92"],
  slate: ["#3f4d5b", "#e9eef2", "#c8d2da"],
  grey: ["#54595f", "#f1f2f3", "#d8dadd"],
  violet: ["#62309f", "#f2ebfc", "#d7c3f2"],
  red: ["#9c1f1d", "#fdecea", "#f1c1bd"],
};

const darkTones: Record<string, Shade> = {
  green: ["#84dcaa", "#132c1f", "#275a3d"],
  blue: ["#9ac5f8", "#16273b", "#2b4c71"],
  amber: ["#f2c873", "#31250d", "#604b1d"],
  slate: ["#bccad6", "#222c35", "#41505d"],
  grey: ["#b9bdc2", "#272b2f", "#43484d"],
  violet: ["#d0b6f8", "#2a2040", "#4e3b73"],
  red: ["#f6aaa4", "#38191a", "#6c322f"],
};

function toneVariables(tones: Record<string, Shade>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tones).flatMap(([name, [ink, ground, edge]]) => [
      [`--tone-${name}-ink`, ink],
      [`--tone-${name}-ground`, ground],
      [`--tone-${name}-edge`, edge],
    ]),
  );
}

/** Mantine's own variables where its defaults miss 4.5:1 (dimmed text, errors, links, placeholders), and ours. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-dimmed": "#55626e",
    "--mantine-color-placeholder": "#5f6c78",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-anchor": "#1d5f85",
    "--mantine-color-default-border": "#dbe1e6",
    "--eligo-page": "#f6f8f9",
    "--eligo-rail": "#eff3f5",
    "--eligo-hair": "#e3e8ec",
    "--eligo-stripe": "#f8fafb",
    "--eligo-hover": "#f1f6f9",
    "--eligo-line": "#1d5f85",
    "--eligo-bar": "#8bbad2",
    "--eligo-shadow": "0 1px 2px rgb(24 33 42 / 4%)",
    ...toneVariables(lightTones),
  },
  dark: {
    "--mantine-color-body": "#1a2127",
    "--mantine-color-dimmed": "#a3afb9",
    "--mantine-color-placeholder": "#94a1ac",
    "--mantine-color-error": "#f6a39c",
    "--mantine-color-anchor": "#8bc0de",
    "--mantine-color-default-border": "#343f48",
    "--mantine-color-default": "#222a31",
    "--mantine-color-default-hover": "#2a333b",
    "--eligo-page": "#12171b",
    "--eligo-rail": "#161c21",
    "--eligo-hair": "#2b353d",
    "--eligo-stripe": "#1d252b",
    "--eligo-hover": "#222c33",
    "--eligo-line": "#66b1da",
    "--eligo-bar": "#3d7697",
    "--eligo-shadow": "none",
    ...toneVariables(darkTones),
  },
});
