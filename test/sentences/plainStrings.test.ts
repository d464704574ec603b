import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainStringsIn } from '../support/plainStrings.ts';

const root = resolve(import.meta.dirname, '..', '..');
const folders = ['src/errors.ts', 'src/{webview,tree,commands,domain,app,azure,session,host,agents}/**/*.ts'];

/** What stays as it is in every language, and why; one word is excused only in its place. */
const exceptions: Readonly<Record<string, RegExp>> = {
  'what programs read: copied plans, exports and the titles of columns':
    /^src\/domain\/(?:export\/|report\/(?:formats\/|(?:columns|controls|overview|aroundFields|reportFormats)\.ts)|picture\/svgText\.ts: none$)|^src\/domain\/arm\/secretPlaces\.ts: |^src\/domain\/signIn\/text\/whyMarkdown\.ts: (?:Message|The causes: \{\})$|^src\/webview\/report\/exported\.ts: /,
  'the wording of errors of other programs':
    /^src\/domain\/signIn\/forms\/(?:pod|symptom)Forms\.ts: (?:\(\?:|BearerAuthorizer|could not get |failed to mount )/,
  'names of controls, as those who publish them write them': /^src\/domain\/findings\/rule\/controls\.ts: /,
  'documentation of rules':
    /^src\/domain\/findings\/rules\/\w+\.ts: (?:the add-on|the feature|the number of the need|controlPlane or kubelet|httpApplicationRouting|at the limit, unless it is bound|(?:after|if|on|where) .*)$/,
  'names of products and of what Azure and Kubernetes have':
    /: (?:AKS Identity|az|Azure|PowerShell|Bicep|Terraform|Kubernetes|Gateway|Application Gateway for Containers|Azure Kubernetes Service Cluster \{\} Role|Gateway API|Operator|kubelet|flux|Flux|keda|[Vv]elero|istio|Karpenter|ALB controller|Azure Linux|Azure Service Operator|External Secrets|Argo CD|HashiCorp Vault|AnnotationControlled|None|Enabled|SystemAssigned|Succeeded|Failed|Canceled|azurepolicy|omsagent|true|secrets get|\{\} \(Application Gateway for Containers\))$/,
  'names of roles':
    /^src\/domain\/(?:access\/roles|plan\/accessRequest|signIn\/forms\/ownRoles|signIn\/judges\/resources\/dataServices)\.ts: [A-Z]|^src\/domain\/change\/accessKinds\.ts: (?:Admin|Cluster Admin|Reader|Writer)$|^src\/azure\/read\/clusters\.ts: (?:Admin|User)$/,
  'words of Kubernetes, and names that it or somebody gives':
    /^src\/domain\/askers\/[\w/]+\.ts: (?:default|aadpodidbinding)$|^src\/domain\/whoCanAct\/(?:abilities\.ts: (?:cronjobs|daemonsets|deployments|jobs|replicasets|statefulsets)|places\.ts: namespaces)$|^src\/host\/files\/kubeconfig\.ts: (?:clusters|contexts|users)$|^src\/domain\/signIn\/judges\/pods\/judgeVolume\.ts: (?:azurestorageidentity\{\}|\w+id)$|^src\/domain\/workloads\/manifests\.ts: (?:Go|Java|Python|azidentity)$|^src\/domain\/workloads\/credential\.ts: id\{\}$/,
  'values and operations of Azure':
    /^src\/domain\/(?:change\/gatewayKinds\.ts: (?:Internal|External)|foreseen\/clusterThen\.ts: msi|plan\/clusterEdit\.ts: msi|plan\/carry\/policies\.ts: (?:add|remove)|plan\/cluster\/createCluster(?:Body\.ts: (?:standard|system)|Network\.ts: (?:Pod|Service))|plan\/gateway\/gatewaySwitches\.ts: Standard|gateway\/place(?:Access\.ts: get|Kinds\.ts: read)|signIn\/judges\/resources\/refusedTogether\.ts: (?:delete|read|write))$/,
  'the type of an extension that has none, and not even a name':
    /^src\/domain\/around\/things\/extensions\.ts: extension$/,
  'names of kinds, which an agent gives': /^src\/domain\/history\/model\.ts: \w+$/,
  'values of fields of forms, whose options have labels':
    /^src\/webview\/forms\/[\w/]+\.ts: (?:on|off|new|none|own|entra|system|azure|default|simplest|cluster|westeurope|azureuser|workload)$/,
  'what makes the small letter of a label in English': /^src\/webview\/forms\/workloads\/prepareGateway\.ts: key$/,
  'the code of English': /^src\/webview\/window\/pageHtml\.ts: en$/,
  'examples that are typed as they are': /^src\/webview\/forms\/workloads\/connectWorkload\.ts: (?:shop|cart)$/,
  'YAML and commands, with what is to be filled in':
    /^src\/domain\/[\w/]+\.ts: (?:<(?:client|tenant|directory) ID of the identity|az (?:feature register|keyvault set-policy) )|^src\/domain\/gateway\/gatewayYaml\.ts: |^src\/domain\/workloads\/manifests\.ts: # |^src\/domain\/askers\/askerYaml\.ts: In /,
  'queries and headers, which Azure reads':
    /^src\/azure\/(?:read|graph)\/\w+\.ts: (?:\w+| or |\{\}|\w+ = .*|roleName eq .*|(?:holderT|t)ype =~ .*|(?:eventTimestamp|\(?target) .*)(?:$|\n\| )|: Bearer realm=/,
  'names of parameters in links': /^src\/domain\/words\/(?:reportLinks|reportLook|links)\.ts: \w+$/,
  'names of classes in a page': /^src\/webview\/page\/\w+\/\w+\.ts: tool only-icon$/,
  'the name of a cloud that has none of its own': /: Custom cloud$/,
  'the message of what was cancelled, which nobody is shown': /^src\/errors\.ts: Cancelled\.$/,
  'what the log and issues say':
    /^src\/session\/lastSession\.ts: they |^src\/webview\/(?:panel\/session\.ts: panel|report\/screen\.ts: report)$|^src\/host\/window\/issueReporter\.ts: |^src\/azure\/http\/versionPolicy\.ts: \{\} does not offer API version \{\} here; \{\} is used instead\.$/,
  'what agents and the command line read':
    /^src\/agents\/(?:accessTool|answer|historyTool|failure|tools)\.ts: |^src\/session\/fileConnection\.ts: (?:This holds |Standard input$)|^src\/host\/files\/outputFile\.ts: |^src\/host\/files\/clusterObjectFiles\.ts: /,
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
    ["const of = { a: 'some volumes', b: 'dns' }; say`${named.map((one) => of[one])}`", ['x: some volumes', 'x: dns']],
    ["const names = [...ids, ...(isIt ? ['an identity'] : [])]; say`${names.join(', ')}`", ['x: an identity']],
    ["function shown(it) { if (it) return 'nothing'; return it; } t`from ${shown(a)}`", ['x: nothing']],
    ["const needed = `needs ${why()}`; function why() { return 'a day'; } say`${needed}`", ['x: a day', 'x: needs {}']],
    ["const text = { own: { why: 'a day' } }; say`${text.own.why}`", ['x: a day']],
    ["class Gone { what() { return 'vault'; } says() { return say`No ${this.what()}`; } }", ['x: vault']],
    ["class Gone { no(what) { return say`No ${what}`; } all() { this.no('vault'); } }", ['x: vault']],
    ["const parts = []; parts.push('vault'); say`${parts.join(', ')}`", ['x: vault']],
    ["const says = (what = 'vault') => say`No ${what}`", ['x: vault']],
    ["for (const { name } of [{ name: 'vault' }]) say`No ${name}`", ['x: vault']],
    ["say`${countWithNoun(count, 'vault')} are gone`", []],
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

  it('are found where a function of another source returns them', () => {
    const sources = {
      'a/words.ts': "const names = { a: 'vault' }; export const nameOf = (kind) => names[kind];",
      'b/rule.ts': "import { nameOf } from '../a/words.ts'; say`No ${nameOf(kind)}`",
    };
    expect(plainStringsIn(sources)).toEqual(['a/words.ts: vault']);
  });
});
