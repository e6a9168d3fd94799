/** What a reader should know of the page itself. */
import { HUBS } from "../model/address.ts";
import { described } from "../state/description.ts";
import { Link } from "./link.tsx";
import { page, REPOSITORY } from "./links.ts";

/** The pages that a reader of the answers may want. */
const PAGES = [
  ["rules", "Rules"],
  ["frameworks", "Frameworks"],
  ["settings", "Settings"],
  ["planner", "How it plans"],
  ["rationale", "Why it is so"],
] as const;

export function Footer() {
  return (
    <footer class="foot">
      <p>
        Nothing leaves this tab: the engine runs in it, as the same bytes that the training script runs. The page
        reaches {HUBS.map((hub) => new URL(hub).host).join(", ")} when you ask for a model, and nothing else; it counts
        and keeps nothing.
      </p>
      <p>
        A bare config says less than the live class: what it leaves open is unknown here, and the Python package settles
        it in the training script. {described.value && <span>Engine {described.value.version}.</span>}
      </p>
      <nav aria-label="More">
        <Link to={REPOSITORY}>Source</Link>
        {PAGES.map(([name, words]) => (
          <Link key={name} to={page(name)}>
            {words}
          </Link>
        ))}
        <a href="./licenses.txt">Licenses</a>
      </nav>
    </footer>
  );
}
