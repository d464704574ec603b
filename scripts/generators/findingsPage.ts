import type { AskerProblem } from '../../src/domain/askers/model.ts';
import { problemPages } from '../../src/domain/askers/judging/problemPages.ts';
import { problems } from '../../src/domain/askers/judging/problems.ts';
import { catalogue, kindOf, type FindingKind } from '../../src/domain/findings/catalogue.ts';
import { controlWords } from '../../src/domain/report/controls.ts';
import type { Rule } from '../../src/domain/findings/rule/rule.ts';
import { textOf } from '../../src/sentences/textOf.ts';
import { judged, problemCases } from '../../test/support/domain/cases/askerFindingCases.ts';
import { codes, find } from '../../test/support/domain/cases/findingCases.ts';

/** Makes the page that lists every finding: its facts from the catalogue, its words from a case that has it. */
export function findingsPage(): string {
  const rows = (Object.keys(catalogue) as FindingKind[]).map((kind) => {
    const { title, source, detail, ...info }: Rule = catalogue[kind];
    const code = detail === undefined ? kind : `${kind}:...`;
    const behind = detail === undefined ? '' : `; behind the colon: ${detail}`;
    return `| ${textOf(title)} | \`${code}\`${behind} | ${severityOf(info)} | ${exampleOf(kind)} | [page](${source}) | ${controlWords(kind).join('; ')} |`;
  });
  return `${head}\n${rows.join('\n')}\n\n${inClusterHead}\n${inClusterRows().join('\n')}\n`;
}

const head = `# Findings

What AKS Identity reports about a cluster. This page is generated (\`npm run generate\`) from
\`src/domain/findings/rules\`; the examples are what the rules say about the clusters of
\`test/support/domain/cases/findingCases.ts\`. Tree, report, SARIF and public API use the same titles and codes.
A control that is listed here says nothing about whether a cluster complies with it.

| finding | code | severity | says, for example | source | related controls |
|---|---|---|---|---|---|`;

const inClusterHead = `## In the cluster

What *Check in Cluster* (tab Workloads of a cluster's panel) finds about what asks for tokens there, generated from
\`src/domain/askers/judging/problems.ts\` and the cases of \`test/support/domain/cases/askerFindingCases.ts\`. These are not part of reports,
because they need the cluster's own objects.

| finding | code | severity | says, for example | fix | source |
|---|---|---|---|---|---|`;

const fixWords = { change: 'a plan', yaml: 'YAML to apply', text: 'as it says' } as const;

function inClusterRows(): readonly string[] {
  return Object.entries(problems).map(([code, { title, severity }]) => {
    const { source, fixedBy, ...info } = problemPages[code as AskerProblem];
    const found = problemCases.find((each) => each.code === code);
    const all = found === undefined ? [] : judged(found.items, found.azure).flatMap(({ findings }) => findings);
    const example = all.find((each) => each.code === code);
    if (!example) throw new Error(`test/support/domain/cases/askerFindingCases.ts has no case for ${code}.`);
    return `| ${textOf(title)} | \`${code}\` | ${severityOf({ severity, ...info })} | ${textOf(example.text)} | ${fixWords[fixedBy]} | [page](${source}) |`;
  });
}

function severityOf({ severity, otherwise }: Pick<Rule, 'severity' | 'otherwise'>): string {
  return otherwise === undefined ? severity : `${severity}; ${otherwise.severity} ${otherwise.when}`;
}

function exampleOf(kind: FindingKind): string {
  const [code, , having] = codes.find(([one]) => kindOf(one) === kind) ?? [];
  const finding = having && find(having).find((one) => one.code === code);
  if (!finding) throw new Error(`test/support/domain/cases/findingCases.ts has no case for ${kind}.`);
  // A moment is shown in the time zone and language of the reader.
  return textOf(finding.text)
    .replace(/until .*?\. /, 'until Jan 1, 2026, 8:00 AM. ')
    .replaceAll('|', '\\|');
}
