/** Placeholders for secrets in a copied plan, which have to be filled in before it does anything. */
import type { JsonObject } from '../arm/json.ts';
import { lastSegment } from '../arm/resourceId.ts';
import { withInstead, type Filled } from '../arm/secretPlaces.ts';
import { capitalised } from '../../sentences/words.ts';

/** A secret that a copy asks for. */
export interface AskedParameter {
  /** A name that is valid in every language, such as `secretHttpProxy`. */
  readonly name: string;
  /** Says what is missing, and where. */
  readonly sentence: string;
}

/** The secrets that one text asks for, each once. */
export class AskedSecrets {
  readonly #asked = new Map<string, AskedParameter>();

  get all(): readonly AskedParameter[] {
    return [...this.#asked.values()];
  }

  /** Returns the body of a resource with each secret replaced by what `refer` makes of its name, and the secrets. */
  fill<V>(
    id: string,
    body: JsonObject,
    refer: (name: string) => V,
  ): { readonly filled: Readonly<Record<string, Filled<V> | undefined>>; readonly asked: readonly AskedParameter[] } {
    const parameters: AskedParameter[] = [];
    const filled = withInstead(body, ({ at, key, what }) => {
      const secret = this.#found(`${id} ${at}`, key, `the ${what} (${at} of ${lastSegment(id)})`);
      parameters.push(secret);
      return refer(secret.name);
    });
    return { filled: filled as Readonly<Record<string, Filled<V> | undefined>>, asked: parameters };
  }

  #found(place: string, key: string, description: string): AskedParameter {
    const parameter = this.#asked.get(place);
    if (parameter !== undefined) return parameter;
    const wantedName = `secret${capitalised(key)}`.replace(/[^\w]/g, '_').slice(0, 60);
    const names = new Set(this.all.map(({ name }) => name.toLowerCase()));
    let name = wantedName;
    for (let count = 2; names.has(name.toLowerCase()); count++) name = `${wantedName}${count}`;
    const newParameter = { name, sentence: `Secrets and certificates are not copied. Missing here: ${description}.` };
    this.#asked.set(place, newParameter);
    return newParameter;
  }
}

/**
 * Returns a body as a text that becomes JSON only when each secret is filled in, so that nothing accepts it before, and
 * what to fill in.
 */
export function bodyToFillIn(
  id: string,
  body: JsonObject,
): { readonly text: string; readonly missing: readonly string[] } {
  const { filled, asked } = new AskedSecrets().fill(id, body, (name) => `{${name}}`);
  const text = asked.reduce(
    (filledText, { name }) => filledText.replaceAll(`"{${name}}"`, () => `{${name}}`),
    JSON.stringify(filled, undefined, 2),
  );
  return { text, missing: asked.map(({ name, sentence }) => `{${name}}: ${sentence} Put it there in quotes.`) };
}
