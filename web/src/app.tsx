/** The page: what is asked on one side, what is answered on the other. */

import { first, second } from "./model/source.ts";
import { Bar } from "./parts/bar.tsx";
import { CapabilitiesSection } from "./parts/capabilities.tsx";
import { Drawers } from "./parts/drawers.tsx";
import { DropTarget } from "./parts/drop.tsx";
import { FileBox } from "./parts/filebox.tsx";
import { FileSection } from "./parts/filesection.tsx";
import { Footer } from "./parts/footer.tsx";
import { FrameworksSection } from "./parts/frameworks.tsx";
import { Header } from "./parts/header.tsx";
import { MapSection } from "./parts/map.tsx";
import { MeshesSection } from "./parts/meshes.tsx";
import { ModelBox } from "./parts/modelbox.tsx";
import { Notices } from "./parts/notices.tsx";
import { PlanSection } from "./parts/plan.tsx";
import { RanksSection } from "./parts/ranks.tsx";
import { SizesBox } from "./parts/sizesbox.tsx";
import { Turn } from "./parts/turn.tsx";
import { VerdictSection } from "./parts/verdict.tsx";
import { WorldBox } from "./parts/worldbox.tsx";
import { read } from "./state/files.ts";
import { comparing } from "./state/view.ts";

export function App() {
  return (
    <>
      <Header />
      <Notices />
      <div class="page">
        <form class="rail" aria-label="What is asked" onSubmit={(event) => event.preventDefault()}>
          <FileBox />
          <ModelBox slot={first} />
          {comparing.value && <ModelBox slot={second} />}
          <Turn />
          <WorldBox />
          <SizesBox />
          <Drawers />
        </form>
        <main class="answers" id="answers" tabIndex={-1}>
          <FileSection />
          {read.value === null && <PlanSection />}
          <VerdictSection />
          {read.value !== null && <PlanSection />}
          <RanksSection />
          <MapSection />
          <FrameworksSection />
          <MeshesSection />
          <CapabilitiesSection />
        </main>
      </div>
      <Footer />
      <Bar />
      <DropTarget />
    </>
  );
}
