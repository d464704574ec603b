import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainStringsIn } from '../support/plainStrings.ts';

const root = resolve(import.meta.dirname, '..', '..');
const folders = ['src/errors.ts', 'src/{webview,tree,commands,domain,app,azure,session,host,agents}/**/*.ts'];

/** What stays as it is in every language, and why. */
const exceptions: Readonly<Record<string, RegExp>> = {
  'what programs read: copied plans, exports and the titles of columns':
    /^src\/domain\/(?:export|report)\/|^src\/domain\/arm\/secretPlaces\.ts: |^src\/domain\/signIn\/text\/whyMarkdown\.ts: Message$/,
  'the wording of errors of other programs': /^src\/domain\/signIn\/forms\//,
  'names of controls, as those who publish them write them': /^src\/domain\/findings\/rule\/controls\.ts: /,
  'documentation of rules':
    /^src\/domain\/findings\/rules\/\w+\.ts: (?:the add-on|the feature|the number of the need|controlPlane or kubelet|httpApplicationRouting)$/,
  'names of products and of what Azure and Kubernetes have':
    /: (?:AKS Identity|az|PowerShell|Bicep|Terraform|Kubernetes|Gateway|Application Gateway for Containers|Azure Kubernetes Service Cluster \{\} Role|Gateway API|Operator|kubelet|AnnotationControlled|None|Enabled|SystemAssigned|Failed|Canceled|azurepolicy|omsagent|true|secrets get|\{\} \(Application Gateway for Containers\))$/,
  'examples that are typed as they are': /^src\/webview\/forms\/workloads\/connectWorkload\.ts: (?:shop|cart)$/,
  'YAML and commands, with what is to be filled in':
    /^src\/domain\/[\w/]+\.ts: (?:<(?:client|tenant|directory) ID of the identity|az (?:feature register|keyvault set-policy) )|^src\/domain\/gateway\/gatewayYaml\.ts: /,
  'queries and headers, which Azure reads':
    /^src\/azure\/(?:read|graph)\/\w+\.ts: (?:\w+|\{\}|roleName eq .*|holderType =~ .*|(?:eventTimestamp|target) .*)(?:$|\n\| )|: Bearer realm=/,
  'names of parameters in links': /^src\/domain\/words\/reportLinks\.ts: \w+$/,
  'names of classes in a page': /^src\/webview\/page\/\w+\/\w+\.ts: tool only-icon$/,
  'the name of a cloud that has none of its own': /: Custom cloud$/,
  'the message of what was cancelled, which nobody is shown': /^src\/errors\.ts: Cancelled\.$/,
  'what the log and issues say':
    /^src\/session\/lastSession\.ts: they |^src\/webview\/(?:panel\/session\.ts: panel|report\/screen\.ts: report)$|^src\/host\/window\/issueReporter\.ts: /,
  'kept in the record of a decision': /^src\/domain\/decisions\/applyDecisions\.ts: /,
  'what agents and the command line read':
    /^src\/agents\/(?:accessTool|answer|historyTool|failure|tools)\.ts: |^src\/session\/fileConnection\.ts: (?:This holds |Standard input$)|^src\/host\/files\/outputFile\.ts: |^src\/host\/files\/clusterObjectFiles\.ts: /,
  'what the log says of API versions, and why the code knows them': /^src\/azure\/http\/version(?:Choice|Policy)\.ts: /,
  'an answer in the form of Azure': /^src\/azure\/directory\/fileArm\.ts: |^src\/domain\/history\/maskedHistory\.ts: /,
  'translated where it is shown, by its English title': /^src\/webview\/report\/state\.ts: Findings$/,
  'the picture, which gets its words ready': /^src\/domain\/picture\/fold\.ts: \{\} more$/,
};

describe('texts for people', () => {
  const files = globSync(folders, { cwd: root });
  const plain = plainStringsIn(
    Object.fromEntries(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')])),
  );

  it('go through the language, apart from what stays as it is everywhere', () => {
    const excused = Object.values(exceptions);
    expect(plain.filter((text) => !excused.some((pattern) => pattern.test(text)))).toEqual([]);
  });

  it.each(Object.entries(exceptions))('are excused only where there are some: %s', (_, pattern) => {
    expect(plain.some((text) => pattern.test(text))).toBe(true);
  });

  it.each([
    ["({ text: 'Try again' })", ['x: Try again']],
    ['({ label: `Role of ${name}` })', ['x: Role of {}']],
    ['say`The ${isOne ? "role" : "roles"} of ${name}`', ['x: role', 'x: roles']],
    ["t`Signed in as ${name ?? 'somebody'}`", ['x: somebody']],
    [
      "evidence`${{ setting: isSet ? name : 'not set' }} of ${[isOver ? 'was' : 'is']}`",
      ['x: not set', 'x: was', 'x: is'],
    ],
    ["const roleName = known?.name ?? 'a role'", ['x: a role']],
    ["const pods = isClosed ? `bound to ${name}` : 'any of the pods'", ['x: bound to {}', 'x: any of the pods']],
    ["const state = known?.state ?? 'unknown'", []],
    ["refusedError(isOpen ? 'It is open.' : `${path} is gone`)", ['x: It is open.', 'x: {} is gone']],
    ["new Refusal('It was refused.', 'https://a.b')", ['x: It was refused.']],
    ['refusedError(say`It is open.`)', []],
    ['({ text: t`Try again` })', []],
    ["({ kind: 'assignRole', text: name })", []],
    ["const known = [[/twice/, 'It is there twice.']]", ['x: It is there twice.']],
    ["const message = isOne ? 'It was refused.' : name", ['x: It was refused.']],
    ["const join = (names) => say`for ${names.join(' or ')}`", ['x:  or ']],
    ["const open = 'Open'; window.showErrorMessage(t`Gone`, ...(isHere ? [open] : []))", ['x: Open']],
    ["const says = (kind) => say`No ${kind}`; says(isOne ? 'vault' : 'all vaults')", ['x: vault', 'x: all vaults']],
    ["class Gone { constructor(what) { t`No ${what}`; } } new Gone('vault')", ['x: vault']],
    ["function says({ of: what }) { return say`No ${what}`; } says({ of: 'vault' })", ['x: vault']],
    ['const says = (kind) => say`No ${kind}`; says(say`vault`)', []],
    ["const says = (kind) => say`No ${kind}`; const on = (kind) => kind; on('vault')", []],
  ])('are found as they stand in a source: %s', (source, found) => {
    expect(plainStringsIn({ x: source })).toEqual(found);
  });

  it('are found where another source gives them, through as many functions as there are', () => {
    const sources = {
      words: 'export function none(kind) { return say`No ${kind}`; }',
      rule: "import { none } from './words.ts'; const found = (what) => none(what); found('vault')",
      other: "function none(kind) { return kind; } none('registry')",
    };
    expect(plainStringsIn(sources)).toEqual(['rule: vault']);
  });
});
