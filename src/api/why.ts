/** The answer to why a sign-in fails, as JSON. */
import type { Why } from '../domain/signIn/whyOf.ts';
import { pageOf } from '../domain/signIn/situation/causes.ts';
import type { Fix } from '../domain/signIn/situation/judgement.ts';
import { publicUnknown } from '../domain/arm/unknown.ts';
import { inText, textOf, textsOf, type InText } from '../sentences/textOf.ts';

/** The answer in JSON; it holds nothing of the message but the fields that were recognised. */
export interface ApiWhy extends Pick<
  Why,
  'fields' | 'asker' | 'cause' | 'certainty' | 'possible' | 'signs' | 'secrets'
> {
  readonly text: string;
  readonly evidence: InText<Why['evidence']>;
  readonly fix: readonly InText<Fix>[];
  readonly next: readonly string[];
  readonly unknown: readonly InText<ReturnType<typeof publicUnknown>>[];
  readonly page: string;
}

/** Returns the answer as data. */
export function apiWhy(why: Why): ApiWhy {
  const { fields, asker, cause, certainty, text, possible, evidence, fixes, next, unknown, signs, secrets } = why;
  return {
    fields,
    asker,
    cause,
    certainty,
    text: textOf(text),
    possible,
    evidence: inText(evidence),
    fix: inText(fixes),
    next: textsOf(next),
    unknown: unknown.map((each) => inText(publicUnknown(each))),
    signs,
    secrets,
    page: pageOf(cause),
  };
}
