import { load } from "meshwise";
import { load as loadInline } from "meshwise/inline";
import { loadInWorker } from "meshwise/worker";

const MODEL = { num_attention_heads: 64, num_key_value_heads: 8 };

globalThis.answers = async () => {
  const engines = await Promise.all([load(), loadInWorker(), loadInline()]);
  const verdicts = await Promise.all(engines.map((engine) => engine.check(MODEL, "tp=16")));
  return verdicts.map((verdict) => verdict.violations[0].code);
};
