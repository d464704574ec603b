import type { Json } from '../arm/json.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { canonicalId } from './canonicalId.ts';

/** Returns the plan with each id that it sends in ARM's own spelling; tags stay as they are, whatever they read like. */
export function canonicalPlan(plan: Plan): Plan {
  return { ...plan, steps: plan.steps.map(canonicalStep) };
}

function canonicalStep({ title, effect, az, ...sent }: Step): Step {
  return {
    ...(canonical(sent as unknown as Json) as unknown as Omit<Step, 'title'>),
    title,
    effect,
    az: canonicalCommand(az),
  } as Step;
}

function canonical(json: Json): Json {
  if (typeof json === 'string') return isId.test(json) ? canonicalId(json) : json;
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item: Json) => canonical(item));
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      isId.test(key) ? canonicalId(key) : key,
      value === undefined || key === 'tags' ? value : canonical(value),
    ]),
  );
}

const isId = /^\/(?:subscriptions|providers)\//i;

/** The tags of a body, or an argument or value that is an id. */
const inCommand = /"tags":\{(?:"(?:[^"\\]|\\.)*"[:,]?)*\}|(?<=[\s'"])\/(?:subscriptions|providers)\/[^\s'"?]+/gi;

function canonicalCommand(az: string): string {
  return az.replace(inCommand, (found) => (found.startsWith('/') ? canonicalId(found) : found));
}
