/** german.js: the page in German. language.js loads it before page.js, where the address says `?lang=de`. */

import type { Language } from "../messages/say";
import { GERMAN } from "./catalogue";

const language: Language = { code: "de", decimal: ",", thousands: ".", messages: GERMAN };

Object.assign(globalThis, { kerasdigitsLanguage: language });
