/** Messages of Entra that no federated credential fits the token. */
import { say } from '../../../sentences/words.ts';
import type { FieldPattern } from '../message/field.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { judgeTrust } from '../judges/entra/judgeTrust.ts';

const triple: readonly FieldPattern[] = [
  { name: 'issuer', finds: /assertion issuer:?\s{0,3}'([^']{3,600})'/i },
  { name: 'subject', finds: /assertion subject:?\s{0,3}'([^']{3,600})'/i },
  { name: 'audience', finds: /assertion audience:?\s{0,3}'([^']{3,300})'/i },
  { name: 'clientId', finds: /(?:for|application|client[_ ]?id)\s{0,3}[:=]?\s{0,3}'([\w<>{}*-]{8,60})'/i },
  { name: 'clientId', finds: /[?&]client_id=([\w<>{}*-]{8,60})/i, isBefore: true },
];

/** Whatever the language, each is told by its own shape between quotes; French has blanks inside of them. */
const quoted = (shape: string): RegExp =>
  new RegExp(`(?:['"\u201e\u300c]|\u00ab\\s?)(${shape}[^'"\u00bb\u300d\\s]{3,600})(?:['"\u300d]|\\s?\u00bb)`, 'i');
const byShape: readonly FieldPattern[] = [
  { name: 'issuer', finds: quoted('https://(?!learn\\.|docs\\.|login\\.|aka\\.ms)') },
  { name: 'subject', finds: quoted('system:serviceaccount:') },
  { name: 'audience', finds: quoted('api://') },
];

/** The sentence of a code, where the code itself was left out or cut off. */
const withoutCode = (part: string): RegExp =>
  new RegExp(`(?<!AADSTS\\d{5,8}: No matching federated ident)ity record found for presented assertion ${part} '`, 'g');

const shared = {
  fields: triple,
  otherwise: byShape,
  partedBy: /AADSTS\d{4,8}/,
  looksAt: say`Azure: the credentials of the identity, character by character, the same credential at other identities, and the cluster of the issuer. Cluster: the account of the pod, and the object and account of the operator.`,
  causes: [
    'NO_CREDENTIAL',
    'WRONG_ACCOUNT',
    'OPERATOR_NOT_TRUSTED',
    'ISSUER_DIFFERS',
    'ISSUER_SLASH',
    'ISSUER_NOT_PUBLIC',
    'AUDIENCE_DIFFERS',
    'TOKEN_WRONG_FILE',
    'CREDENTIAL_NOT_EFFECTIVE',
    'CLIENT_ID_WRONG',
    'OPERATOR_FIELD_WRONG',
  ],
  weight: weightOf.entra,
  source: 'https://azure.github.io/azure-workload-identity/docs/troubleshooting.html',
  judge: judgeTrust,
} as const;

/** The forms, the most specific first. */
export const trustForms: readonly DocumentedForm[] = [
  {
    ...shared,
    name: 'noMatchingCredential',
    looksLike: 'AADSTS70021: No matching federated identity record found (also AADSTS7002381)',
    finds: /AADSTS(?:70021|7002381)(?!\d)/g,
    means: say`None of the credentials of the client ID has this issuer, subject and audience.`,
  },
  {
    ...shared,
    name: 'issuerNotTrusted',
    looksLike: 'AADSTS700211: ... assertion issuer',
    finds: [/AADSTS700211(?!\d)/g, withoutCode('issuer')],
    means: say`None of the credentials of the client ID has this issuer.`,
  },
  {
    ...shared,
    name: 'subjectNotTrusted',
    looksLike: 'AADSTS700213: ... assertion subject (also 7002137, 7002138)',
    finds: [/AADSTS70021(?:3|37|38)(?!\d)/g, withoutCode('subject')],
    means: say`The issuer is trusted, but not this subject; Entra compares letter by letter.`,
  },
  {
    ...shared,
    name: 'audienceNotTrusted',
    looksLike: 'AADSTS700212: ... assertion audience',
    finds: [/AADSTS700212(?!\d)/g, withoutCode('audience')],
    means: say`The audience of the token is not the one in the credential.`,
  },
];
