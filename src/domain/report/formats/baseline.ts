import { parsedInSteps } from '../../../shape/jsonPieces.ts';
import { eachInSteps, inOneGo, type Stepwise } from '../../../shape/steps.ts';
import { list, Mismatch, oneOf, open, optional, record, text, time } from '../../../shape/shape.ts';
import { Refusal } from '../../arm/refusal.ts';
import { severities } from '../../findings/rule/weight.ts';
import type { Baseline } from '../comparison.ts';
import { earlierFinding, type EarlierFinding } from '../promisedFixes.ts';
import { say, templated } from '../../../sentences/words.ts';
import { fingerprintName, levels, toolName } from './sarif.ts';

const records = list(record);

const jsonReport = open({
  generatedAt: time,
  unseen: optional(list(earlierFinding)),
  hidden: optional(list(earlierFinding)),
  clusters: records,
});

const jsonCluster = open({
  id: text,
  findings: list(
    open({
      fingerprint: text,
      code: text,
      severity: oneOf(...severities),
      text,
      since: optional(time),
      accepted: optional(record),
    }),
  ),
});

const sarifReport = open({ runs: list(open({ tool: open({ driver: open({ name: text }) }) })) });

const sarifRun = open({
  properties: optional(open({ unseen: optional(list(earlierFinding)), hidden: optional(list(earlierFinding)) })),
  invocations: list(open({ endTimeUtc: time })),
  results: records,
});

const sarifResult = open({
  ruleId: text,
  level: oneOf(...Object.values(levels)),
  message: open({ text }),
  partialFingerprints: open({ [fingerprintName]: text }),
  locations: list(open({ logicalLocations: list(open({ fullyQualifiedName: text })) })),
  provenance: optional(open({ firstDetectionTimeUtc: time })),
  suppressions: optional(list(record)),
  properties: optional(open({ code: optional(text) })),
});

/** Reads an earlier report in JSON or SARIF; throws a `Refusal` that says what is wrong if it is anything else. */
export function parseBaseline(content: string): Baseline {
  return inOneGo(readingBaseline(content));
}

/** Does the same step by step. */
export function* readingBaseline(content: string): Stepwise<Baseline> {
  const value = yield* parsedBaseline(content);
  try {
    return yield* isSarif(value) ? ofSarif(value) : ofJson(value);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw new Refusal(
      say`This is not an AKS Identity report in JSON or SARIF: ${error.path === '' ? say`its content` : error.path} must be ${templated(error.wanted)}.`,
    );
  }
}

/** Of a cluster in `{ "clusters": [{`, and of a result in `{ "runs": [{ "results": [{`. */
const depths = { json: 3, sarif: 5 };

function* parsedBaseline(content: string): Stepwise<unknown> {
  const format = /"runs"\s*:/.test(content.slice(0, 1000)) ? 'sarif' : 'json';
  try {
    return yield* parsedInSteps(content.replace(/^\uFEFF/, ''), depths[format]);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Refusal(say`This is not JSON: an earlier report in JSON or SARIF is needed.`);
    throw error;
  }
}

function isSarif(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'runs' in value;
}

function* ofJson(value: unknown): Stepwise<Baseline> {
  const { generatedAt, clusters, unseen = [], hidden = [] } = jsonReport.read(value, '');
  const findings = yield* eachInSteps(clusters, (cluster, index) => {
    const { id: clusterId, findings: found } = jsonCluster.read(cluster, `clusters[${index}]`);
    return found.map(({ since = generatedAt, accepted, ...finding }) => ({
      ...finding,
      clusterId,
      since,
      ...(accepted ? { isAccepted: true } : {}),
    }));
  });
  return baselineOf(generatedAt, findings.flat(), [...unseen, ...hidden]);
}

/** Adds what that report could not read or left out to the findings that it shows. */
function baselineOf(
  at: string,
  findings: readonly EarlierFinding[],
  otherFindings: readonly EarlierFinding[],
): Baseline {
  return { at, findings: new Map([...findings, ...otherFindings].map((finding) => [finding.fingerprint, finding])) };
}

function* ofSarif(value: unknown): Stepwise<Baseline> {
  const { runs } = sarifReport.read(value, '');
  // A file may combine the logs of several tools.
  const ownRun = runs.find(({ tool }) => tool.driver.name === toolName);
  const run = ownRun && sarifRun.read(ownRun, 'runs');
  const at = run?.invocations[0]?.endTimeUtc;
  if (!at) throw new Refusal(say`This SARIF file has no run of AKS Identity.`);
  const findings = yield* eachInSteps(run.results, (each, index): EarlierFinding => {
    const result = sarifResult.read(each, `runs.results[${index}]`);
    return {
      fingerprint: result.partialFingerprints[fingerprintName] ?? '',
      clusterId: result.locations[0]?.logicalLocations[0]?.fullyQualifiedName ?? '',
      code: result.properties?.code ?? result.ruleId,
      severity: severities.find((severity) => levels[severity] === result.level) ?? 'info',
      text: result.message.text,
      since: result.provenance?.firstDetectionTimeUtc ?? at,
      ...(result.suppressions?.length ? { isAccepted: true } : {}),
    };
  });
  const { unseen = [], hidden = [] } = run.properties ?? {};
  return baselineOf(at, findings, [...unseen, ...hidden]);
}
