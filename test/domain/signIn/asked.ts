/** Answers in a small world: one cluster, its identity id-shop, and what a test adds. */
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { readSignIn, whyOf, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import type { World } from '../../support/domain/worldFacts.ts';
import { factsIn, objectsIn, theCluster } from './worlds.ts';

/** What is known besides the message. */
export interface Given {
  readonly azure?: Partial<World>;
  readonly objects?: readonly JsonObject[];
}

const read = new Map<string, ReturnType<typeof readSignIn>>();

/** Reads a message, and the same one never again. */
export function readOnce(text: string): ReturnType<typeof readSignIn> {
  const known = read.get(text) ?? readSignIn(text);
  read.set(text, known);
  return known;
}

/** Returns the answer to a message. */
export function asked(text: string, world: Given = {}): Why {
  const objects = objectsIn(world);
  return whyOf(
    readSignIn(text),
    { clusterId: theCluster, ...(objects === undefined ? {} : { objects }) },
    factsIn(world),
  );
}

/** Returns the changes that the answer offers as plans. */
export function plansOf({ fixes }: Why): readonly object[] {
  return fixes.flatMap((fix) => (fix.kind === 'change' ? [fix.change] : []));
}

/** Returns what the answer says to do, in words. */
export function wordsOf({ fixes }: Why): string {
  return fixes.map((fix) => `${textOf(fix.text)} ${fix.kind === 'yaml' ? fix.yaml : ''}`).join('\n');
}
