import { createFileRoute } from "@tanstack/react-router";

import { CreateModelPage } from "../../features/rules/models/CreateModelPage";

export const Route = createFileRoute("/_console/scoring-models/new")({ component: CreateModelPage });
