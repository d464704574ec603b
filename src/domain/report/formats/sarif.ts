import { catalogue, findingsPage, kindOf, type FindingKind } from '../../findings/catalogue.ts';
import type { Rule } from '../../findings/rule/rule.ts';
import { acceptanceText, type Severity } from '../../findings/rule/weight.ts';
import { evidenceText } from '../../findings/rule/evidence.ts';
import type { Finding } from '../../findings/finding.ts';
import type { ReportRow } from '../columns.ts';
import { controlsOf, controlText } from '../controls.ts';
import { comparedFindings, comparisonInWords, type ComparedFinding, type Comparison } from '../comparison.ts';
import type { EarlierFinding } from '../promisedFixes.ts';
import type { Cause } from '../../arm/unknown.ts';
import { notReadData, type NotRead } from '../notRead.ts';
import { inEmptyPieces, inPieces, jsonPieces } from '../pieces.ts';
import { linkToCluster } from '../../words/links.ts';
import { version } from '../version.ts';
import { defined } from '../../../shape/defined.ts';
import type { Phrase } from '../../../sentences/words.ts';
import { textOf } from '../../../sentences/textOf.ts';

/** SARIF's level for each severity. */
export const levels = {
  error: 'error',
  warning: 'warning',
  /** Such a result has the kind `open`, which has no level. */
  unknown: 'none',
  info: 'note',
} as const satisfies Record<Severity, string>;

/** The name of the tool in a log. */
export const toolName = 'AKS Identity';

/** The key of a result's fingerprint. */
export const fingerprintName = 'aksIdentity/v1';

/** From 0 to 10, which GitHub ranks as high, medium and low. */
const scores: Readonly<Record<Severity, string>> = { error: '8.0', warning: '5.0', unknown: '1.0', info: '2.0' };

const home = 'https://github.com/aks-identity/aks-identity';
const kinds = Object.keys(catalogue) as FindingKind[];

/** The options of a SARIF log. */
export interface SarifOptions {
  readonly notes?: readonly Phrase[];
  readonly notRead?: readonly NotRead[];
  readonly comparison?: Comparison | undefined;
  /** Accepted findings that are left out. */
  readonly hidden?: readonly EarlierFinding[] | undefined;
  /** Tells logs about different clusters apart: a log replaces the previous one of its category. */
  readonly category?: string | undefined;
  /** Subscriptions that were left out because they are deleted. */
  readonly deletedSubscriptions?: readonly object[] | undefined;
  /** Changes since then may be missing. */
  readonly mayLackChangesSince?: Date | undefined;
}

/**
 * Writes findings as a SARIF 2.1.0 log: a rule for each kind of finding, whether it was found or not, and a result for
 * each finding, located at the cluster's ARM id. Notes become notifications of the run, and so do findings that were
 * fixed since an earlier report, because a result would count as a problem. If something could not be read, the run is
 * unsuccessful, so that no alert is closed just because it could not be checked.
 * Sources: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html,
 * https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function sarifOf(
  rows: readonly ReportRow[],
  now: Date,
  {
    notes = [],
    notRead = [],
    comparison,
    hidden = [],
    category,
    deletedSubscriptions,
    mayLackChangesSince,
  }: SarifOptions,
): Iterable<string> {
  return inPieces(function* () {
    const changes = comparison ? yield* inEmptyPieces(comparisonInWords(rows, now, comparison)) : [];
    const notifications = [...notes, ...changes];
    const properties = {
      ...(comparison ? { unseen: comparison.unseen } : {}),
      ...(hidden.length > 0 ? { hidden } : {}),
      ...defined({ deletedSubscriptions, mayLackChangesSince: mayLackChangesSince?.toISOString() }),
    };
    const run = {
      tool: {
        driver: {
          name: toolName,
          version,
          semanticVersion: version,
          informationUri: home,
          rules: kinds.map(ruleOf),
          notifications: Object.entries(causes).map(([cause, text]) => ({
            id: notReadId(cause as Cause),
            shortDescription: { text },
            defaultConfiguration: { level: 'error' },
          })),
        },
      },
      automationDetails: { id: `aks-identity/${category === undefined ? '' : `${category}/`}` },
      invocations: [
        {
          executionSuccessful: notRead.length === 0,
          endTimeUtc: now.toISOString(),
          toolExecutionNotifications: [
            ...notRead.map(notificationOf),
            ...notifications.map((text) => ({ level: 'note', message: { text } })),
          ],
        },
      ],
      columnKind: 'utf16CodeUnits',
      // A report that is compared with this one has to know what was unknown, and what is left out.
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
      // The last, and empty here: the pieces fill it.
      results: [],
    };
    const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
    yield* jsonPieces(
      log,
      (function* () {
        for (const row of rows)
          for (const compared of comparedFindings(row, now, comparison)) yield sarifResult(row.cluster, compared);
      })(),
      resultIndent,
    );
  });
}

/** Of a result, which is in the list of a run in the list of runs. */
const resultIndent = 8;

/** Why something was not read. */
const causes = {
  refused: 'Azure does not show something to this account',
  signedOut: 'A directory needs a sign-in',
  throttled: 'Azure asked to wait for too long',
  failed: 'Azure had a problem or could not be reached',
  notAsked: 'Something would have taken too many requests',
  notOffered: 'Azure does not offer this here',
  late: 'An index may be out of date',
  hidden: 'Something is out of sight',
  untellable: 'Azure does not say this to anyone',
} as const satisfies Readonly<Record<Cause, string>>;

function notReadId(cause: Cause): string {
  return `notRead/${cause}`;
}

function notificationOf(notRead: NotRead): object {
  return {
    level: 'error',
    descriptor: { id: notReadId(notRead.cause) },
    message: { text: withoutLinks(textOf(notRead.text)) },
    properties: notReadData(notRead),
  };
}

function ruleOf(kind: FindingKind): object {
  const { title, severity, otherwise, source, meaning }: Rule = catalogue[kind];
  const level = otherwise ? `${severity}; ${otherwise.severity} ${otherwise.when}` : severity;
  return {
    // Without a name, as the id is one already: https://github.com/microsoft/sarif-sdk/blob/main/docs/ValidationRules.md (SARIF1001).
    id: kind,
    shortDescription: { text: `${textOf(title)}.` },
    fullDescription: { text: meaning },
    help: {
      text: `${textOf(meaning)} Severity: ${level}. ${source}`,
      markdown: `${textOf(meaning)}\n\nSeverity: ${level}.\n\n[Learn more](${source}), [every finding](${findingsPage})`,
    },
    helpUri: source,
    defaultConfiguration: { level: levels[severity] },
    properties: { 'security-severity': scores[severity], tags: ['security', 'azure', 'kubernetes', 'identity'] },
  };
}

function sarifResult({ id, name }: ReportRow['cluster'], compared: ComparedFinding): object {
  const { finding, fingerprint, state, since } = compared;
  const kind = kindOf(finding.code);
  return {
    ruleId: kind,
    ruleIndex: kinds.indexOf(kind),
    ...(finding.severity === 'unknown' ? { kind: 'open' } : {}),
    level: levels[finding.severity],
    message: { text: withoutLinks(`${textOf(finding.text)} ${textOf(evidenceText(finding.evidence))}`) },
    // Not part of the message, where a viewer that doesn't open such links would show a long text.
    hostedViewerUri: linkToCluster(id),
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(id) }, region: { startLine: 1 } },
        logicalLocations: [{ name, fullyQualifiedName: id, kind: 'resource' }],
      },
    ],
    // GitHub tells the results of a rule in a file apart by the second fingerprint, and would otherwise compute it from
    // a file that does not exist.
    partialFingerprints: { [fingerprintName]: fingerprint, primaryLocationLineHash: `${fingerprint}:1` },
    ...(finding.accepted ? { suppressions: [suppressionOf(finding)] } : {}),
    ...(state ? { baselineState: state, provenance: { firstDetectionTimeUtc: since } } : {}),
    properties: { code: finding.code, controls: controlsOf(finding).map(controlText) },
  };
}

/** User-defined names may look like a link, which SARIF allows in messages; a backslash before each bracket prevents that. */
function withoutLinks(text: string): string {
  return text.includes('](') ? text.replace(/[[\]]/g, '\\$&') : text;
}

function suppressionOf(finding: Finding): object {
  return { kind: 'external', status: 'accepted', justification: acceptanceText(finding) };
}

/** Returns an ARM id as a relative URI: without its leading slash, and with percent-encoded segments. */
function uriOf(id: string): string {
  return id.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');
}
