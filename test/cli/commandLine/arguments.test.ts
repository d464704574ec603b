import { describe, expect, it } from 'vitest';
import { readArguments, type Arguments } from '../../../src/cli/commandLine/arguments.ts';
import { limitsOf, optionNames } from '../../../src/cli/commandLine/options.ts';
import { allFormats, commands } from '../../../src/cli/commandLine/formats.ts';
import { UsageError } from '../../../src/cli/commandLine/usage.ts';
import { exitCode } from '../../../src/cli/commands/exitCode.ts';
import { helpText } from '../../../src/cli/commandLine/help.ts';

const read = (line: string): Arguments => readArguments(line.split(' ')) as Arguments;
const refusal = (line: string): string => {
  try {
    readArguments(line.split(' '));
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'It was read.';
};

describe('a command line', () => {
  it('that names only a command has the defaults', () => {
    expect(read('report')).toEqual({
      command: 'report',
      format: 'markdown',
      isUsualFormat: true,
      failOn: 'error',
      mask: false,
      hideAccepted: false,
      allowPartial: false,
      isQuiet: false,
      from: { kind: 'azure' },
      filters: { names: [], resourceGroups: [], tags: [] },
      managementGroups: [],
    });
  });

  it('has everything that is said on it', () => {
    const line =
      'report --subscription a,b --subscription c --management-group corp --format sarif -o x --fail-on warning ' +
      '--baseline old.json --config c.yaml --hide-accepted --mask --allow-partial --cloud AzureUSGovernment ' +
      '--sign-in azureCli --quiet --resource-group rg-a,rg-b --name shop-* --tag env=prod --tag team,empty=';
    expect(read(line)).toEqual({
      command: 'report',
      format: 'sarif',
      output: 'x',
      failOn: 'warning',
      baseline: 'old.json',
      config: 'c.yaml',
      mask: true,
      hideAccepted: true,
      allowPartial: true,
      isQuiet: true,
      from: { kind: 'azure', cloud: 'AzureUSGovernment', signIn: 'azureCli' },
      filters: {
        names: ['shop-*'],
        resourceGroups: ['rg-a', 'rg-b'],
        tags: [{ key: 'env', value: 'prod' }, { key: 'team' }, { key: 'empty', value: '' }],
      },
      subscriptions: ['a', 'b', 'c'],
      managementGroups: ['corp'],
    });
    expect(read('diagnose shop --cluster-json a.json --role-assignments b.json').from).toEqual({
      kind: 'files',
      clusters: ['a.json'],
      assignments: ['b.json'],
    });
    expect(read('diagnose shop --emulator http://127.0.0.1:1').from).toEqual({
      kind: 'emulator',
      url: 'http://127.0.0.1:1',
    });
  });

  it.each([
    ['report -o out.sarif', 'sarif'],
    ['report -o a/b.XML', 'junit'],
    ['report -o out.csv', 'csv'],
    ['report -o out.html', 'html'],
    ['report -o out.json --format gitlab', 'gitlab'],
    ['report -o out.SARIF.json', 'sarif'],
    ['report -o ./out.d/report', 'markdown'],
    ['report -o /dev/null', 'markdown'],
    ['report -o -', 'markdown'],
    ['report -o out.txt --format csv', 'csv'],
    ['plan {} -o out.json', 'json'],
    ['plan {} -o plan.sh', 'az'],
    ['plan {} -o main.bicep', 'bicep'],
    ['plan {} -o PLAN.PS1', 'powershell'],
    ['plan {} -o main.tf', 'terraform'],
    ['plan {} -o plan.http', 'rest'],
    ['plan {} -o out/', 'markdown'],
    ['plan {} -o out/ --format arm', 'arm'],
    ['rules -o rules.csv', 'csv'],
    ['report -o out.csv --format json', 'json'],
  ])('%s is written as %s (C-16)', (line, format) => {
    expect(read(line).format).toBe(format);
  });

  it.each([
    ['plan - --demo', { subject: '-' }],
    ['report --baseline - -o -', { baseline: '-' }],
    ['report --config -', { config: '-' }],
    ['report --cluster-json -', { from: { kind: 'files', clusters: ['-'], assignments: [] } }],
    ['report --fail-on info', { failOn: 'info' }],
    ['report -q', { isQuiet: true }],
    ['rules', { command: 'rules' }],
  ])('%s is understood', (line, part) => {
    expect(read(line)).toMatchObject(part);
    expect(read(line).output).toBeUndefined();
  });

  it('with --help or --version asks for no report', () => {
    const lines = ['--help', 'report -h', 'help plan', 'help', 'repot --help', '--version'];
    expect(lines.map((line) => readArguments(line.split(' ')))).toEqual([
      ...[undefined, 'report', 'plan', undefined, undefined].map((helpOn) => ({ helpOn })),
      'version',
    ]);
    expect(() => readArguments([])).toThrow(
      /^Missing command\. Use report, .* To look around, use: aks-identity report --demo$/,
    );
  });

  it.each([
    ['report --formt json', 'Unknown option --formt. Did you mean --format?'],
    [
      'repot',
      'Unknown command "repot". Use report, diagnose, requirements, workloads, access, history, why, plan, rules or emulator. Did you mean report?',
    ],
    [
      '--demo',
      'Missing command. Use report, diagnose, requirements, workloads, access, history, why, plan, rules or emulator.',
    ],
    ['--quiet emulator', 'Write emulator first: it has options of its own.'],
    ['report --format yaml', 'Unknown format "yaml". Use markdown, html, csv, json, sarif, junit or gitlab.'],
    ['report --fail-on always', 'Unknown severity "always". Use error, warning, info or never.'],
    ['requirements x --format sarif', 'Unknown format "sarif" for requirements. Use markdown, csv or json.'],
    [
      'plan {} --format sarif',
      'Unknown format "sarif" for plan. Use markdown, json, az, powershell, bicep, arm, terraform or rest.',
    ],
    [
      'report --format bicep',
      'Unknown format "bicep" for report. Use markdown, html, csv, json, sarif, junit or gitlab.',
    ],
    ['report -o out.txt', 'The ending of out.txt does not say in which format to write. Use --format markdown, html,'],
    [
      'report -o x.pdf',
      'The ending of x.pdf does not say in which format to write. Use --format markdown, html, csv, json',
    ],
    [
      'requirements x -o out.sarif',
      "out.sarif would be sarif, which requirements can't write. Use --format markdown, csv",
    ],
    ['rules shop', 'Unexpected argument: "shop".'],
    [
      'report --annotations github',
      '--annotations prints to the standard output. Name a file for the report with --output.',
    ],
    ['report --annotations jenkins -o x.md', 'Unknown pipeline "jenkins". Use github or azurePipelines.'],
    ['plan {} --annotations github -o x.md', '--annotations works only with report and diagnose.'],
    ['plan {} --azurerm 5', '--azurerm works only with --format terraform.'],
    ['plan {} --format terraform --azurerm 3', 'Unknown version "3" of azurerm. Use 4 or 5.'],
    [
      'report --since 7d',
      '--since works only with history. For findings, --history says since when they are there, and --baseline what is new.',
    ],
    ['history x --fail-on error', '--fail-on works only with report and diagnose.'],
    ['requirements x --fail-on never', '--fail-on works only with report and diagnose.'],
    ['diagnose x --name y', '--name works only with report.'],
    ['diagnose x --resource-group y', '--resource-group works only with report.'],
    ['rules --tag y', '--tag works only with report.'],
    ['report --name=', '--name needs a name.'],
    ['report --resource-group ,', '--resource-group needs a name.'],
    ['report --tag =x', '--tag needs a key, or key=value.'],
    ['report --tag=', '--tag needs a key, or key=value.'],
    ['report --sign-in az', 'Unknown sign-in "az". Use environment, azureCli, managedIdentity or github.'],
    ['report --demo --sign-in azureCli', "--sign-in and --demo can't be used together."],
    ['plan - --config -', "The standard input can't be used for CHANGE and --config."],
    [
      'report --cluster-json - --cluster-json -',
      "The standard input can't be used for --cluster-json and --cluster-json.",
    ],
    ['diagnose', 'diagnose needs a cluster: its resource ID or its name.'],
    ['plan', 'plan needs a change: its JSON, or a file with it.'],
    ['report shop', 'report covers all clusters. For one cluster, use: aks-identity diagnose shop'],
    ['diagnose a b', 'Unexpected argument: "b".'],
    ['report --demo --emulator http://x', "--emulator and --demo can't be used together."],
    ['report --role-assignments x', '--role-assignments requires --cluster-json.'],
    ['diagnose x --baseline y', '--baseline works only with report.'],
    ['report --subscription=', '--subscription needs an ID or a name.'],
    ['report --subscription ,', '--subscription needs an ID or a name.'],
    ['report --subscription a --management-group=', '--management-group needs a name.'],
    ['report --category prod', '--category works only with --format sarif.'],
    ['report --format sarif --category /', '--category needs a name.'],
    ['report --output=', '--output needs a file.'],
    ['report --baseline=', '--baseline needs a file.'],
    ['report --config=', '--config needs a file.'],
    ['report --cluster-json=', '--cluster-json needs a file.'],
    ['report --cluster-json a --role-assignments=', '--role-assignments needs a file.'],
    ['report --emulator=', '--emulator needs an address.'],
    ['report --cloud=', '--cloud needs a name, or a file.'],
    ['report --output', '--output needs a file.'],
    ['report -o', '--output needs a file.'],
    ['report --subscription', '--subscription needs an ID or a name.'],
    ['report --format', '--format needs a value.'],
  ])('%s is refused with what to do', (line, message) => {
    expect(refusal(line)).toContain(message);
  });

  it('may keep a report in place of the earlier one that it is compared with', () => {
    expect(read('report --baseline last.json -o last.json').output).toBe('last.json');
  });

  it('is explained by the help of its commands with every option, every format and every way to end', () => {
    const all = commands.map(helpText).join('\n');
    const ofNone = ['help', 'version'];
    for (const option of optionNames.filter((name) => !ofNone.includes(name)))
      for (const text of [all, ...(limitsOf(option).of ?? []).map(helpText)])
        expect(text, option).toMatch(new RegExp(`^  --${option}\\b`, 'm'));
    for (const format of allFormats) expect(all).toContain(format);
    for (const command of commands) expect(helpText()).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    for (const code of Object.values(exitCode)) expect(helpText()).toMatch(new RegExp(` {2}${code} +\\w`, 'm'));
  });

  it.each([undefined, ...commands])('has a help that fits a terminal, and examples that can be read: %s', (command) => {
    const lines = helpText(command).split('\n');
    expect(lines.length).toBeLessThan(70);
    for (const line of lines.filter((each) => !/"clusterId"|https:/.test(each)))
      expect(line.length, line).toBeLessThan(81);
    const examples = lines.flatMap((line) => /^  aks-identity (\S.*?)(?: {2,}.*| <.*)?$/.exec(line)?.[1] ?? []);
    expect(examples).not.toEqual([]);
    for (const line of examples) expect(readArguments(line.split(' '))).toHaveProperty('command');
  });
});
