/** Makes the answer ready to show. */
import { apiWhy } from '../../api/why.ts';
import { causes } from '../../domain/signIn/situation/causes.ts';
import { certaintyWords, fieldNote, leakedText } from '../../domain/signIn/text/whyMarkdown.ts';
import type { FieldName } from '../../domain/signIn/message/field.ts';
import type { Why } from '../../domain/signIn/whyOf.ts';
import { textOf } from '../../sentences/textOf.ts';
import { defined } from '../../shape/defined.ts';
import type { WhyAnswer } from '../protocol/why.ts';

const from = { message: 'Message', azure: 'Azure', cluster: 'Cluster', table: 'Known' } as const;

/** The values of a message, as people call them. */
const fieldWords: Readonly<Record<FieldName, string>> = {
  code: 'Code',
  issuer: 'Issuer',
  subject: 'Subject',
  audience: 'Audience',
  clientId: 'Client ID',
  objectId: 'Object ID',
  tenantId: 'Directory',
  resourceId: 'Resource ID',
  action: 'Action',
  scope: 'Scope',
  linkedAction: 'Linked action',
  linkedScope: 'Linked scope',
  vault: 'Key vault',
  registry: 'Registry',
  image: 'Image',
  repository: 'Repository',
  storageAccount: 'Storage account',
  namespace: 'Namespace',
  resource: 'Resource',
  service: 'Service',
  pod: 'Pod',
  account: 'Service account',
  path: 'Path',
  variable: 'Variable',
  now: 'Time of the message',
  validFrom: 'Token valid from',
  validTo: 'Token valid to',
};

/** Returns the answer as the page shows it. */
export function answerView(why: Why): WhyAnswer {
  const { fields, certainty, text, possible, evidence, fix, next, unknown, secrets, page } = apiWhy(why);
  return {
    certainty: certaintyWords[certainty],
    tone: certainty === 'unknown' ? 'unknown' : 'error',
    text,
    ...defined({ leaked: secrets.length === 0 ? undefined : leakedText }),
    fixes: fix.map((each) => ({
      kind: each.kind,
      text: each.text,
      ...(each.kind === 'yaml' ? { yaml: each.yaml } : {}),
    })),
    next,
    possible: possible.map((code) => textOf(causes[code].says)),
    evidence: evidence.map((each) => ({ from: from[each.from], text: each.text })),
    fields: fields.map((field) => ({
      name: fieldWords[field.name],
      value: field.value,
      ...defined({ note: fieldNote(field) }),
    })),
    unknown: unknown.map(({ reason }) => reason),
    page,
  };
}
