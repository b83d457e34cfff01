import { Anchor, Button, type AnchorProps, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { forwardRef, type AnchorHTMLAttributes } from "react";

type Attributes<Props> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Props>;

const MantineAnchor = forwardRef<HTMLAnchorElement, AnchorProps & Attributes<AnchorProps>>((props, ref) => (
  <Anchor ref={ref} {...props} />
));
MantineAnchor.displayName = "MantineAnchor";

const MantineButton = forwardRef<HTMLAnchorElement, ButtonProps & Attributes<ButtonProps>>((props, ref) => (
  <Button ref={ref} component="a" {...props} />
));
MantineButton.displayName = "MantineButton";

/** A link and a button that leads somewhere; both typed by the route tree, both real `<a href>`. */
export const TextLink = createLink(MantineAnchor);
export const ButtonLink = createLink(MantineButton);
