/** What a reader should know of the page itself. */
import { HUBS } from "../model/address.ts";
import { described } from "../state/description.ts";

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
        it in the training script. {described.value && <span>Engine {described.value.version}.</span>}{" "}
        <a href="./licenses.txt">Licenses</a>
      </p>
    </footer>
  );
}
