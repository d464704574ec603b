import {
  acceptFields,
  decisionsShape,
  grantFields,
  severityWords,
  writerFields,
} from '../../src/domain/decisions/decisions.ts';
import { catalogue } from '../../src/domain/findings/catalogue.ts';
import type { Rule } from '../../src/domain/findings/rule/rule.ts';
import type { Fields } from '../../src/shape/shape.ts';

/** Makes the JSON schema of `.aks-identity.yaml` from the shape by which it is read. */
export function decisionsSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Decisions about findings of AKS Identity',
    ...objectOf(['version'], {
      version: { const: 1 },
      accept: { type: 'array', items: entryOf(acceptFields), description: words.accept },
      severities: {
        type: 'object',
        propertyNames: code,
        description: words.severities,
        additionalProperties: { enum: severityWords },
      },
      expectedGrants: { type: 'array', items: entryOf(grantFields), description: words.expectedGrants },
      expectedWriters: { type: 'array', items: entryOf(writerFields), description: words.expectedWriters },
    }),
  };
  const known = decisionsShape.wanted.split(/[{}, ]+/).filter(Boolean);
  if (String(known) !== String(Object.keys(schema.properties)))
    throw new Error(`The file has other members: ${known.join()}.`);
  return `${JSON.stringify(schema, undefined, 1)}\n`;
}

const kinds: readonly (readonly [string, Rule])[] = Object.entries(catalogue);
const code = {
  anyOf: [
    { enum: kinds.map(([kind]) => kind) },
    { pattern: `^(${kinds.flatMap(([kind, { detail }]) => (detail === undefined ? [] : [kind])).join('|')}):` },
  ],
};

const words: Readonly<Record<string, string>> = {
  accept: 'Findings that are accepted until a day.',
  severities: 'How serious findings are here; off: they do not count.',
  expectedGrants: 'Role assignments that are meant to be as they are.',
  expectedWriters:
    'Who is meant to change roles and identities; whoever else does is a finding, where the logs are asked.',
  finding: 'The code of a finding, such as tooWideGrant or missingGrant:P-02; missingGrant means all of them.',
  scope: 'A resource ID, where * means any text. What is below it is covered, too. A single * means everywhere.',
  about:
    'Only findings about exactly this: a resource, a role assignment, an address or a principal; * means any text. ' +
    'The missing role may follow the #.',
  reason: 'Why this is accepted.',
  by: 'Who has decided it.',
  expires: 'The last day on which it counts (UTC), such as 2026-12-31.',
  role: 'The name of the role, such as Contributor.',
  writer: 'The object ID or application ID of who is meant to.',
  principal: 'The object ID of who has the role; left out: anybody.',
};

const guid = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';
const forms: Readonly<Record<string, object>> = {
  finding: code,
  scope: { type: 'string', pattern: '^[/*]' },
  about: { type: 'string', pattern: '^([/*]|https://|[0-9a-fA-F*]+-)' },
  expires: { type: 'string', format: 'date', pattern: '^\\d{4}-\\d\\d-\\d\\d$' },
  principal: { type: 'string', pattern: guid },
  writer: { type: 'string', pattern: guid },
};

function entryOf(fields: Fields): object {
  const names = Object.keys(fields);
  const required = names.filter((name) => !('isOptional' in (fields[name] ?? {})));
  const memberOf = (name: string): object => ({
    ...(forms[name] ?? { type: 'string', pattern: '\\S' }),
    description: words[name],
  });
  return objectOf(required, Object.fromEntries(names.map((name) => [name, memberOf(name)])));
}

function objectOf<P extends object>(required: readonly string[], properties: P) {
  return { type: 'object', additionalProperties: false, required, properties } as const;
}
