import { createFileRoute } from "@tanstack/react-router";

import { NotFound } from "../../components/feedback/NotFound";

/** An address that leads nowhere is said inside the frame, so that one can go on from there. */
export const Route = createFileRoute("/_console/$")({ component: NotFound });
