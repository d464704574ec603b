/** Sentences for people. A rule makes them with `say`; only the edges read them, with `textOf`. */

declare const brand: unique symbol;

/** A sentence for a person. It can be shown, and nothing else: no rule tests, cuts, compares or searches it. */
export interface Words {
  readonly [brand]: never;
}

/** Makes a sentence: say`${role} on ${scope}`. */
export function say(template: TemplateStringsArray, ...values: readonly (string | number | Words)[]): Words {
  return String.raw({ raw: template }, ...values) as unknown as Words;
}

/** Returns several sentences as one, with the separator between them. */
export function joined(list: readonly (string | Words)[], separator = ' '): Words {
  return list.join(separator) as unknown as Words;
}

/** Returns each of the sentences once. */
export function onceEach(list: readonly Words[]): readonly Words[] {
  return [...new Set(list)];
}
