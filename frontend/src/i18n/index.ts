import { i18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";

import { isPseudo, pseudo } from "./pseudo";

// English is the source language and stands in the code; a catalogue only replaces it.
i18n.setMessagesCompiler(isPseudo() ? (message) => compileMessage(message, pseudo) : compileMessage);
i18n.loadAndActivate({ locale: "en", messages: {} });

export { i18n };
