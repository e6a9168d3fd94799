/** The head of the page: what it is, and what concerns all of it. */
import { useSignal } from "@preact/signals";
import { files } from "../state/files.ts";
import { fragment, leftOut } from "../state/fragment.ts";
import { compare } from "../state/said.ts";
import { comparing, setTheme, type Theme, theme } from "../state/view.ts";
import { copyText } from "./copy.tsx";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const SIGN: Record<Theme, string> = { system: "◐", light: "☀", dark: "☾" };

export function Header() {
  const said = useSignal("");
  const share = async () => {
    const link = `${location.origin}${location.pathname}${await fragment()}`;
    const done = await copyText(link);
    const without = leftOut.value ? " The config is too long for a link: send the file as well." : "";
    const apart = files.value ? " The file itself is in no link." : "";
    said.value = done ? `Link copied.${without}${apart}` : `Copy the address of this page.${without}`;
  };
  return (
    <header class="head">
      <button type="button" class="skip" onClick={() => document.getElementById("answers")?.focus()}>
        Skip to the answers
      </button>
      <div class="brand">
        <svg class="logo" viewBox="0 0 18 18" aria-hidden="true">
          {[0, 1, 2].flatMap((y) =>
            [0, 1, 2].map((x) => (
              <rect
                key={`${x}${y}`}
                class={x < 2 && y < 2 ? "on" : "off"}
                x={x * 6.4}
                y={y * 6.4}
                width="5"
                height="5"
                rx="1.2"
              />
            )),
          )}
        </svg>
        <h1>meshwise</h1>
        <p class="tagline">Can this model train like this?</p>
      </div>
      <div class="tools">
        <span class="said" role="status">
          {said}
        </span>
        <button type="button" class="plain" aria-pressed={comparing.value} onClick={() => compare(!comparing.value)}>
          Compare<span class="wide"> two models</span>
        </button>
        <button type="button" class="plain" onClick={share}>
          Copy link
        </button>
        <button
          type="button"
          class="plain square"
          aria-label={`Theme: ${theme.value}. Change to ${NEXT[theme.value]}`}
          title={`Theme: ${theme.value}`}
          onClick={() => setTheme(NEXT[theme.value])}
        >
          <span aria-hidden="true">{SIGN[theme.value]}</span>
        </button>
      </div>
    </header>
  );
}
