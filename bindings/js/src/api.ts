/** What every entry of the package exports beside its way to load the module. */
export { Engine } from "./engine.js";
export { type CrashReport, EngineCrash, EngineError, InputError, MeshError, MeshwiseError } from "./errors.js";
export type { CheckFileOptions, ReadOptions } from "./files/ask.js";
export { type FileText, fileOf, type ReadFile } from "./files/file.js";
export { type Asked, followed, type Open } from "./files/follow.js";
export { repaired, repairedWords } from "./files/repair.js";
export { PACKAGE_VERSION } from "./generated/module.js";
export type { MeshLike, MeshSizes } from "./mesh.js";
export type {
  ArchitecturesOptions,
  CheckOptions,
  MeshesOptions,
  ModelOptions,
  Rendering,
  TopologyOptions,
} from "./questions.js";
export type { Source } from "./source.js";
export type { ModelLike } from "./subject.js";
export type * from "./types.js";
export { checkVersion, type Version } from "./version.js";
