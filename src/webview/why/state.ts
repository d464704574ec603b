/** Makes the answer ready to show. */
import { apiWhy } from '../../api/why.ts';
import { causes } from '../../domain/signIn/situation/causes.ts';
import { certaintyWords, fieldNote, leakedText, titlesOf } from '../../domain/signIn/text/whyMarkdown.ts';
import type { FieldName } from '../../domain/signIn/message/field.ts';
import type { Why } from '../../domain/signIn/whyOf.ts';
import { defined } from '../../shape/defined.ts';
import type { WhyAnswer } from '../protocol/why.ts';
import { say, type Words } from '../../sentences/words.ts';
import { shownText, asShown } from '../../sentences/language.ts';

const from = { message: say`Message`, azure: say`Azure`, cluster: say`Cluster`, table: say`Known` } as const;

/** The values of a message, as people call them. */
const fieldWords: Readonly<Record<FieldName, Words>> = {
  code: say`Code`,
  issuer: say`Issuer`,
  subject: say`Subject`,
  audience: say`Audience`,
  clientId: say`Client ID`,
  objectId: say`Object ID`,
  tenantId: say`Directory`,
  resourceId: say`Resource ID`,
  action: say`Action`,
  scope: say`Scope`,
  linkedAction: say`Linked action`,
  linkedScope: say`Linked scope`,
  vault: say`Key vault`,
  registry: say`Registry`,
  image: say`Image`,
  repository: say`Repository`,
  storageAccount: say`Storage account`,
  namespace: say`Namespace`,
  resource: say`Resource`,
  service: say`Service`,
  pod: say`Pod`,
  account: say`Service account`,
  path: say`Path`,
  variable: say`Variable`,
  now: say`Time of the message`,
  validFrom: say`Token valid from`,
  validTo: say`Token valid to`,
};

/** Returns the answer as the page shows it. */
export function answerView(why: Why): WhyAnswer {
  const { fields, certainty, text, possible, evidence, fix, next, unknown, secrets, page } = asShown(() => apiWhy(why));
  const titles = titlesOf(why);
  return {
    // That a cause is certain, or not known, its text says.
    ...(certainty !== 'likely' ? {} : { certainty: shownText(certaintyWords[certainty]) }),
    titles: {
      possible: shownText(titles.possible),
      evidence: shownText(titles.evidence),
      fields: shownText(titles.fields),
    },
    tone: certainty === 'unknown' ? 'unknown' : 'error',
    text,
    ...defined({ leaked: secrets.length === 0 ? undefined : shownText(leakedText) }),
    fixes: fix.map((each) => ({
      kind: each.kind,
      text: each.text,
      ...(each.kind === 'yaml' ? { yaml: each.yaml } : {}),
    })),
    next,
    possible: possible.map((code) => shownText(causes[code].says)),
    evidence: evidence.map((each) => ({ from: shownText(from[each.from]), text: each.text })),
    fields: fields.map((field) => {
      const note = fieldNote(field);
      return {
        name: shownText(fieldWords[field.name]),
        value: field.value,
        ...defined({ note: note && shownText(note) }),
      };
    }),
    unknown: unknown.map(({ reason }) => reason),
    page,
  };
}
