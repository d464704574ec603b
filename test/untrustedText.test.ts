import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import { parseAllDocuments } from 'yaml';
import { untrustedPlaces, type UntrustedPlaceName } from '../scripts/generators/untrustedPlaces.ts';
import { answerOf } from '../src/agents/answer.ts';
import { createArm } from '../src/azure/arm/arm.ts';
import { queryAssignmentsOf } from '../src/azure/read/graphTables.ts';
import { accessText } from '../src/cli/commands/accessText.ts';
import { requirementsText } from '../src/cli/commands/details.ts';
import { planText } from '../src/cli/commands/planCommand.ts';
import { harmlessText } from '../src/domain/arm/inert.ts';
import { asAnyId, asArmId, parseResourceId } from '../src/domain/arm/resourceId.ts';
import { openedJson } from '../src/domain/cluster/fromFile.ts';
import { parseDecisions, withAcceptance } from '../src/domain/decisions/decisionsText.ts';
import { planAs, planFiles } from '../src/domain/export/planAs.ts';
import { shellQuoted } from '../src/domain/arm/shellText.ts';
import { notReadIn, type NotRead } from '../src/domain/report/notRead.ts';
import { unknown } from './support/domain/unknowns.ts';
import { junitOf } from '../src/domain/report/formats/junit.ts';
import { reportOf } from '../src/domain/report/formats/report.ts';
import type { ReportFormat } from '../src/domain/report/reportFormats.ts';
import { linkToCluster, parseLink } from '../src/domain/words/links.ts';
import { annotationYaml, objectYaml, podLabelYaml, workloadIdentityYaml } from '../src/domain/askers/askerYaml.ts';
import type { Asker } from '../src/domain/askers/model.ts';
import { bindingManifest, credentialManifest } from '../src/domain/workloads/manifests.ts';
import { parseQuery } from '../src/emulator/kql/parse/parseQuery.ts';
import { IdentityError } from '../src/errors.ts';
import { kubeconfigFor } from '../src/host/files/kubeconfigPlace.ts';
import { createFunnel } from '../src/host/window/errorReporter.ts';
import { showInStatusBar, showInformation } from '../src/host/window/notify.ts';
import { chooseOne } from '../src/host/window/quickPick.ts';
import type { Row } from '../src/tree/row/row.ts';
import { treeItemOf, withTooltip } from '../src/tree/row/treeItem.ts';
import { pageHtml } from '../src/webview/window/pageHtml.ts';
import { clusterJson, clusterId } from './support/domain/clusterFixture.ts';
import { hostileTexts } from './support/hostileTexts.ts';
import { argumentsOnWindows } from './support/windowsShell.ts';
import { armOptions, httpDouble } from './support/httpDouble.ts';
import { user } from './support/vscode/user.ts';
import { parsed as parsedHcl, problemsOf } from './domain/export/terraformSyntax.ts';
import { hostileAccess } from './support/domain/hostileAccess.ts';
import { hostilePlan, hostileRows } from './support/domain/plans/hostilePlan.ts';
import { bash } from './support/bash.ts';

const root = join(import.meta.dirname, '..');
const acting = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;
const actingInLines = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;
/** What a pipeline reads as a command, anywhere in a line. */
const order = /##\w*\[|^\s*::/m;
const now = new Date('2026-09-01T12:00:00Z');

/** A text that is as much a word as this one, and no order to anything. */
const plain = (text: string): string => (/^\w+$/.test(text) ? 'ab' : 'a b');

const report = (text: string, format: ReportFormat): string =>
  reportOf(hostileRows(text), format, now, { notes: [text] });

/** What is left of a text outside of quotes, as PowerShell sees it: to it typographic quotes are quotes, too. */
function outsideQuotes(text: string): string {
  return text.replace(/['\u2018-\u201b](?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*['\u2018-\u201b]|"[^"]*"/gu, '');
}

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'hostile-'))));
afterAll(() => rm(folder, { recursive: true }));
const inBash = (script: string): string => execFileSync(bash, ['-c', script], { encoding: 'utf8', cwd: folder });

function expectMarkdown(text: string): void {
  expect(text).not.toMatch(actingInLines);
  expect(text).not.toMatch(order);
  // Our own addresses are in angle brackets or follow words of ours; none is code.
  const rest = text
    .replaceAll('&#8288;', '\u2060')
    .replace(/<https:\/\/learn\.microsoft\.com[^>]*>|\[Open in VS Code\]\([^)]*\)/g, '')
    .replace(/^ {3}.*$/gm, '')
    .replace(/(`+)(?!`).*?\1(?!`)/g, '');
  expect(rest).not.toMatch(/\/\/|@\w|#\d|www\.|gh-\d|(?<!\\)[<[]|!\[/i);
}

const places: Readonly<Record<UntrustedPlaceName, (text: string) => void | Promise<void>>> = {
  az: (text) => {
    const argument = shellQuoted(text);
    expect(argument).not.toMatch(acting);
    expect(argument).not.toMatch(/##\w*\[/);
    expect(inBash(`printf %s ${argument}`)).toBe(text);
    expect(outsideQuotes(argument)).toMatch(/^[\w./:=@,+$-]*$/);
    const echo = 'az() { printf "%s\\0" "$@"; }';
    expect(inBash(`${echo}\n${planAs(hostilePlan(text), 'az')}`).split('\0')).toContain(text);
    expect(readdirSync(folder)).toEqual([]);
  },
  powershell: (text) => {
    const script = planAs(hostilePlan(text), 'powershell');
    const [comments = '', code = ''] = script.split('\n\n');
    expect(comments).toMatch(/^(?:# [\p{L}\p{M}\p{N} .,:/@+_%'-]*(?:\n|$))+$/u);
    expect(script).not.toMatch(actingInLines);
    expect(script).not.toMatch(order);
    if (!code.startsWith('throw ')) {
      const commands = code.replaceAll('`\n', '').match(/^ {2}az .*$/gm) ?? [];
      expect(commands.flatMap((command) => argumentsOnWindows(command.trim(), () => ''))).toContain(text);
    } else expect(text).toMatch(/[\p{Cc}\p{Bidi_Control}"%]/u);
  },
  azComments: (text) => {
    const [comments = ''] = planAs(hostilePlan(text), 'az').split('\n\n');
    // A line that begins with # doesn't end the text, and in a quoted one no sign acts.
    expect(comments).toMatch(/^: <<'ABOUT'\n(#[\p{L}\p{M}\p{N} .,:/@+_%'-]*\n)+ABOUT$/u);
    expect(inBash(`${comments}\nprintf %s done`)).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  },
  bicep: (text) => {
    const copy = planAs(hostilePlan(text), 'bicep');
    expect(copy).not.toMatch(actingInLines);
    const literal = /'(?:[^'\\\n]|\\.)*'/g;
    for (const [each] of copy.replace(/^\s*\/\/.*$/gm, '').matchAll(literal))
      expect(each).not.toMatch(/(?<!\\)(?:\\\\)*\$\{/);
    const skeleton = (of: string): string =>
      of
        .replace(/^\s*\/\/.*$/gm, '//')
        .replace(literal, "''")
        .replace(/\w+(?=: '')/g, "''")
        .replace(/addonProfiles\.\w+/g, 'addonProfiles.x');
    expect(skeleton(copy)).toBe(skeleton(planAs(hostilePlan(plain(text)), 'bicep')));
  },
  planFiles: (text) => {
    const plan = hostilePlan(text);
    const steps = plan.steps.map((step) => ({
      ...step,
      request: { ...step.request, path: step.request.path.replace('/rg-shop/', () => `/${text}/`) },
    }));
    for (const format of ['az', 'powershell', 'rest', 'arm', 'bicep', 'terraform'] as const)
      for (const { name } of planFiles({ ...plan, steps }, format))
        expect(name).toMatch(/^(?:\d+-[\p{L}\p{N}._()-]+|[a-z]+)\.\w+$/u);
  },
  arm: (text) => {
    const copy = planAs(hostilePlan(text), 'arm');
    const expressions = (of: string): readonly string[] =>
      [...of.matchAll(/"(\[(?!\[)(?:[^"\\]|\\.)*\])"/g)].map(([, each]) =>
        (JSON.parse(`"${each}"`) as string)
          .replaceAll(/'(?:[^']|'')*'/g, "''")
          .replace(/addonProfiles\.\w+/, 'addonProfiles.x'),
      );
    expect(expressions(copy)).toEqual(expressions(planAs(hostilePlan(plain(text)), 'arm')));
    expect(copy).not.toMatch(order);
  },
  terraform: async (text) => {
    const copy = planAs(hostilePlan(text), 'terraform');
    expect(copy).not.toMatch(actingInLines);
    expect(problemsOf(await parsedHcl(copy), 5, false)).toEqual([]);
    const code = copy.replace(/^\s*#.*$/gm, '');
    for (const [each] of code.matchAll(/"(?:[^"\\\n]|\\.)*"/g))
      if (!each.includes('uuidv5') && !each.includes('${lower('))
        expect(each.replace(/\$\$\{|%%\{/g, '')).not.toMatch(/[$%]\{/);
  },
  rest: (text) => {
    const plan = hostilePlan(text);
    const copy = planAs(plan, 'rest');
    expect(copy.replaceAll('Authorization: Bearer {{token}}', '')).not.toContain('{{');
    const requests = copy.split('\n### ').slice(1);
    expect(requests).toHaveLength(plan.steps.length);
    requests.forEach((request, index) => {
      const [head = '', body = ''] = request.split('\n\n');
      expect(head).not.toMatch(actingInLines);
      expect(JSON.parse(body)).toEqual(plan.steps[index]!.request.body);
      expect(head.split('\n').filter((line) => /^(?:PUT|POST|DELETE) /.test(line))).toHaveLength(1);
    });
  },
  manifest: (text) => {
    const account = { namespace: text, serviceAccount: text };
    const identity = { identityId: '/x/id-shop', clientId: text, tenantId: text };
    for (const manifest of [credentialManifest, bindingManifest]) {
      const written = manifest(account, identity);
      expect(written).not.toMatch(actingInLines);
      const kindsOf = (of: string) =>
        parseAllDocuments(of).map((one) => (one.toJS() as { kind?: string } | null)?.kind);
      expect(kindsOf(written)).toEqual(kindsOf(manifest({ namespace: 'a', serviceAccount: 'b' }, identity)));
      expect(JSON.stringify(parseAllDocuments(written).map((one) => one.toJS() as unknown))).toContain(
        JSON.stringify({ name: text, namespace: text }).slice(1, -1),
      );
    }
  },
  askerYaml: (text) => {
    const account = { namespace: text, serviceAccount: text };
    const kinds = ['SecretStore', 'SecretProviderClass', 'TriggerAuthentication', 'ProviderConfig', 'PersistentVolume'];
    const written = kinds.flatMap((kind) => {
      const asker: Asker = {
        component: 'workload',
        what: { kind, namespace: text, name: text },
        mode: 'workloadIdentity',
        account,
        identity: { clientId: text },
      };
      return [annotationYaml(asker), podLabelYaml(asker), objectYaml(asker), workloadIdentityYaml(asker)];
    });
    for (const yaml of written) {
      expect(yaml).toMatch(/^/);
      expect(yaml).not.toMatch(actingInLines);
      const values = parseAllDocuments(yaml ?? '').map((one) => one.toJS() as object);
      expect(values).toHaveLength(1);
      expect(
        Object.keys(values[0]!).filter((key) => !['apiVersion', 'kind', 'metadata', 'spec'].includes(key)),
      ).toEqual([]);
    }
  },
  decisions: (text) => {
    const entry = {
      finding: 'clusterFailed',
      scope: clusterId,
      reason: text,
      by: text,
      expires: '2026-12-31',
    } as const;
    const parsed = parseDecisions(withAcceptance('', entry));
    expect(parsed).toMatchObject({ decisions: { accept: [{ ...entry }] } });
  },
  markdown: (text) => {
    expectMarkdown(accessText(hostileAccess(text), 'markdown', false));
    expectMarkdown(report(text, 'markdown'));
    expectMarkdown(planText(hostilePlan(text), 'markdown'));
    const requirement = {
      id: 'P-01',
      identity: 'kubelet',
      scope: clusterId,
      actions: [],
      why: text,
      source: '',
    } as const;
    const role = { name: text, id: 'r' };
    expectMarkdown(
      requirementsText([{ ...requirement, role, verdict: 'unknown', reason: text } as never], text, 'markdown'),
    );
  },
  csv: (text) => {
    const copy = report(text, 'csv');
    expect(accessText(hostileAccess(text), 'csv', false).replaceAll('\r\n', '\n')).not.toMatch(actingInLines);
    expect(copy.replaceAll('\r\n', '\n')).not.toMatch(actingInLines);
    expect(copy).not.toMatch(order);
    const cells = [...copy.matchAll(/"((?:[^"]|"")*)"(?=,|\r\n)/g)].map(([, cell]) => cell!);
    expect(cells.filter((cell) => /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(cell))).toEqual([]);
    expect(copy.replace(/"(?:[^"]|"")*"/g, '')).toMatch(/^(?:,*\r\n)+$/);
  },
  json: (text) => {
    for (const copy of [
      report(text, 'json'),
      planText(hostilePlan(text), 'json'),
      accessText(hostileAccess(text), 'json', false),
    ]) {
      expect(copy).not.toMatch(actingInLines);
      expect(copy).not.toMatch(order);
      expect(copy).not.toContain('##');
      expect(JSON.stringify(JSON.parse(copy))).toContain(JSON.stringify(text));
    }
  },
  sarif: (text) => {
    const copy = report(text, 'sarif');
    expect(copy).not.toMatch(actingInLines);
    expect(copy).not.toMatch(order);
    const { runs } = JSON.parse(copy) as { runs: [{ results: [{ message: { text: string } }] }] };
    expect(runs[0].results[0].message.text).not.toMatch(/(?<!\\)\]\(/);
  },
  junit: (text) => {
    const notRead = (of: string): readonly NotRead[] => notReadIn([], [unknown(of)]);
    const written = [
      ...junitOf(hostileRows(text), {
        now,
        notRead: notRead(text),
        allowsPartial: false,
        fails: () => true,
      }),
    ].join('');
    expect(written).not.toMatch(actingInLines);
    expect(written).not.toMatch(order);
    const skeleton = (of: string): string => of.replace(/>[^<]*</g, '><').replace(/"[^"]*"/g, '""');
    const other = [
      ...junitOf(hostileRows('a'), { now, notRead: notRead('a'), allowsPartial: false, fails: () => true }),
    ].join('');
    expect(skeleton(written)).toBe(skeleton(other));
  },
  told: (text) => {
    expect(harmlessText(text)).not.toMatch(actingInLines);
    expect(harmlessText(text)).not.toMatch(order);
  },
  ids: (text) => {
    const id = clusterId.replace('rg-shop', text);
    if (!/[\p{C}\s?#%\\/]/u.test(text)) return;
    if (!/^\s|\s$/.test(text) || acting.test(text.trim())) expect(parseResourceId(id)).toBeUndefined();
    expect(() => asArmId(id)).toThrow(/is not an ARM resource id/);
    expect(() => asAnyId(`/providers/x/y/z\u001b${text}`)).toThrow(/is not an ARM resource id/);
  },
  files: (text) => {
    const cluster = { ...clusterJson(), name: text };
    const read = (): unknown => openedJson(JSON.stringify(cluster));
    if (/\p{C}/u.test(text))
      expect(read).toThrow(
        /^The name ".*" contains an invisible character \(U\+[0-9A-F]{4}\)\. Azure has no such names\.$/,
      );
    else expect(read).not.toThrow();
  },
  links: (text) => {
    const link = linkToCluster(`${clusterId}${text}`);
    expect(link).toMatch(/^vscode:\/\/aks-identity\.aks-identity\/cluster\?id=[\w%.!~*'-]+&tab=details$/);
    const target = (): unknown => parseLink('/cluster', link.split('?')[1]!);
    if (/[\p{C}\s?#%\\/]/u.test(text)) expect(target).toThrow(/invisible characters|does not name an AKS cluster/);
  },
  fileNames: (text) => {
    for (const name of [text, `../${text}`, `${text}/..`, '..', `..\\${text}`]) {
      const id = parseResourceId(`${clusterId}/${name}`) ?? parseResourceId(clusterId.replace(/[^/]+$/, () => name));
      if (id !== undefined) expect(dirname(kubeconfigFor(id.name, { home: folder, isWindows: false }))).toBe(folder);
    }
  },
  kql: async (text) => {
    const double = httpDouble([{ body: { totalRecords: 0, count: 0, data: [], resultTruncated: 'false' } }]);
    await queryAssignmentsOf(createArm(armOptions(double)), [text], ['s']);
    const { query } = JSON.parse(double.sent[0]!.body as string) as { query: string };
    // A line can't end within a literal: Resource Graph refuses such a query, and so does the emulator.
    if (/[\r\n]/.test(text)) return;
    const kindsOf = (of: string) => parseQuery(of, '2026-09-01T00:00:00Z').operators.map(({ kind }) => kind);
    const harmlessQuery = query.replace(/holder in \('(?:[^'\\]|\\.)*'\)/, "holder in ('x')");
    expect(harmlessQuery).toContain("holder in ('x')");
    expect(kindsOf(query)).toEqual(kindsOf(harmlessQuery));
  },
  rows: (text) => {
    const tooltip = ['Cluster', 'State', 'Resource ID', 'Issuer'].map((label) => ({ label, value: text }));
    const row: Row = { key: 'k', kind: 'cluster', label: text, description: text, contextValue: 'c', tooltip };
    const item = withTooltip(treeItemOf(row), row);
    for (const shown of [item.label, item.description]) expect(shown).not.toMatch(acting);
    const { value, isTrusted } = item.tooltip as { value: string; isTrusted?: boolean };
    expect(isTrusted ?? false).toBe(false);
    const rest = value.replace(/`[^`\n]*`/g, '').replaceAll('**', '');
    expect(rest).not.toMatch(/(?<!\\)[[\]<>!`*_~|]|\/\//);
    expect(value).not.toMatch(actingInLines);
  },
  lists: async (text) => {
    await chooseOne([{ label: text, description: text, detail: text, value: 1 }], {
      title: 'x',
      placeholder: 'x',
    }).catch(() => undefined);
    showInStatusBar(text, 1);
    const [item] = user.lists.at(-1)!.items;
    for (const each of [
      item?.label,
      item?.description,
      item?.detail,
      user.statusBar.at(-1)?.replace('$(check) ', ''),
    ]) {
      expect(each).not.toMatch(/(?<!\\)\$\([a-z0-9-]+(?:~[a-z]+)?\)/i);
      expect(each).not.toMatch(acting);
    }
  },
  notifications: async (text) => {
    await showInformation(text);
    expect(user.notifications.at(-1)?.text).not.toMatch(/\]\(/);
    expect(user.notifications.at(-1)?.text).not.toMatch(actingInLines);
  },
  log: async (text) => {
    const lines: string[] = [];
    const log = { error: (line: string) => lines.push(line), info: (line: string) => lines.push(line) };
    const funnel = createFunnel(log as unknown as LogOutputChannel);
    await funnel.run(() => Promise.reject(new IdentityError({ code: 'refused', message: text, target: text })));
    funnel.info(text);
    expect(lines.join('\n')).not.toMatch(actingInLines);
    expect(lines.join('\n')).not.toMatch(order);
  },
  page: () => {
    const files = { script: 'x.js', styles: [], cspSource: 'y', nonce: 'n', language: { code: 'en' } };
    expect(pageHtml(files)).toContain("default-src 'none'; script-src 'nonce-n'");
    const sources = readdirSync(join(root, 'src/webview'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const risky =
      /unsafeHTML|unsafeSVG|unsafeStatic|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/;
    expect(sources.filter((file) => risky.test(readFileSync(join(root, 'src/webview', file), 'utf8')))).toEqual([]);
  },
  agents: (text) => {
    const [words = '', data = '', ...more] = answerOf({ clusters: [{ name: text }] }).split('\n');
    expect([more, words.includes(text)]).toEqual([[], false]);
    expect(data).not.toMatch(acting);
    expect(JSON.parse(data)).toEqual({ clusters: [{ name: text }] });
  },
  kubectl: () => {
    const source = readFileSync(join(root, 'src/host/kubectl.ts'), 'utf8');
    expect(source).toMatch(/execFile\('kubectl', \[\.\.\.args\]/);
    expect(source).not.toMatch(/\bexec\(|spawn|shell:/);
  },
};

describe.each(Object.entries(untrustedPlaces).map(([name, { place }]) => [place, name as UntrustedPlaceName] as const))(
  '%s: text from Azure is never run',
  (_, name) => {
    it.each(hostileTexts)('a hostile text stays a text: row %# (S-15)', async (text) => {
      await places[name](text);
    });
  },
);

it.each(Object.values(untrustedPlaces))('the page of untrusted text names a file that is there: $code', ({ code }) => {
  expect(() => readFileSync(join(root, code))).not.toThrow();
});
