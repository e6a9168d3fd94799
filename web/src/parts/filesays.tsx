/** Every setting that a file says, with how it is known and where it stands. */
import { fieldsOf, type One, saysOf } from "../state/files.ts";
import { settingNamed } from "../state/table.ts";
import { count } from "./count.ts";
import { FittingTable } from "./fitting.tsx";
import { Name } from "./settingfield.tsx";

export function Said({ found }: { found: One }) {
  const rows = saysOf(found).filter(([name]) => name !== "framework");
  return rows.length === 0 ? null : (
    <details>
      <summary>
        {rows.length === 1 ? "The setting" : `The ${rows.length} settings`} that it says
        {found.ignored > 0 && <span class="faint">, beside {ignoredWords(found.ignored)} nothing of the run</span>}
      </summary>
      <FittingTable class="meshes says" label="Settings of the file">
        <thead>
          <tr>
            <th scope="col">setting</th>
            <th scope="col">value</th>
            <th scope="col">known by</th>
            <th scope="col">key</th>
            <th scope="col">where</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, text]) => (
            <Row key={name} name={name} text={text} found={found} />
          ))}
        </tbody>
      </FittingTable>
    </details>
  );
}

const ignoredWords = (n: number) => `${count(n, "key")} that ${n === 1 ? "says" : "say"}`;

function Row({ name, text, found }: { name: string; text: string; found: One }) {
  const paths = fieldsOf(name);
  const place = paths.map((path) => found.positions[path]).find((one) => one !== undefined);
  const grade = paths.map((path) => found.grades[path]).find((one) => one !== undefined);
  return (
    <tr title={settingNamed(name)?.text}>
      <th scope="row">
        <Name name={name} />
      </th>
      <td data-name="value">{text}</td>
      <td data-name="known by">{grade ?? "stated"}</td>
      <td data-name="key">{place?.key && <code>{place.key}</code>}</td>
      <td data-name="where">{place?.line && `${place.file}:${place.line}`}</td>
    </tr>
  );
}
