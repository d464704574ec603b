import { describe, expect, it } from 'vitest';
import { readArguments, UsageError, type Arguments } from '../../src/cli/arguments.ts';
import { help } from '../../src/cli/help.ts';

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
      failOn: 'error',
      mask: false,
      hideAccepted: false,
      allowPartial: false,
      from: { kind: 'azure' },
      managementGroups: [],
    });
  });

  it('has everything that is said on it', () => {
    const line =
      'report --subscription a,b --subscription c --management-group corp --format sarif -o x --fail-on warning ' +
      '--baseline old.json --config c.yaml --hide-accepted --mask --allow-partial --cloud AzureUSGovernment';
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
      from: { kind: 'azure', cloud: 'AzureUSGovernment' },
      subscriptions: ['a', 'b', 'c'],
      managementGroups: ['corp'],
    });
    expect(read('diagnose shop --cluster-json a.json --role-assignments b.json').from).toEqual({
      kind: 'files',
      paths: ['a.json', 'b.json'],
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
    ['report -o out.txt', 'markdown'],
    ['requirements x -o out.sarif', 'markdown'],
    ['report -o out.csv --format json', 'json'],
  ])('%s is written as %s', (line, format) => {
    expect(read(line).format).toBe(format);
  });

  it('with --help, --version or nothing asks for no report', () => {
    expect(['--help', 'report -h', '--version'].map((line) => readArguments(line.split(' ')))).toEqual([
      'help',
      'help',
      'version',
    ]);
    expect(readArguments([])).toBe('help');
  });

  it.each([
    ['report --formt json', 'Unknown option --formt. Did you mean --format?'],
    ['repot', 'Unknown command "repot". Use report, diagnose, requirements, workloads or plan. Did you mean report?'],
    ['--demo', 'Missing command. Use report, diagnose, requirements, workloads or plan.'],
    ['report --format yaml', 'Unknown format "yaml". Use markdown, csv, json, sarif or junit.'],
    ['report --fail-on always', 'Unknown severity "always". Use error, warning or never.'],
    ['requirements x --format sarif', 'Unknown format "sarif" for requirements. Use markdown, csv or json.'],
    ['diagnose', 'diagnose needs a cluster: its resource ID or its name.'],
    ['plan', 'plan needs a change: its JSON, or a file with it.'],
    ['report shop', 'report covers all clusters. For one cluster, use: aks-identity diagnose shop'],
    ['diagnose a b', 'Unexpected argument: "b".'],
    ['report --demo --emulator http://x', "--emulator and --demo can't be used together."],
    ['report --role-assignments x', '--role-assignments requires --cluster-json.'],
    ['diagnose x --baseline y', '--baseline works only with report.'],
    ['report --subscription=', '--subscription needs an ID.'],
    ['report --subscription ,', '--subscription needs an ID.'],
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
    ['report --output', "Option '-o, --output <value>' argument missing"],
  ])('%s is refused with what to do', (line, message) => {
    expect(refusal(line)).toContain(message);
  });

  it('may keep a report in place of the earlier one that it is compared with', () => {
    expect(read('report --baseline last.json -o last.json').output).toBe('last.json');
  });

  it('is explained by --help with every option and every way to end', () => {
    for (const option of ['--subscription', '--management-group', '--demo', '--emulator', '--cluster-json', '--cloud'])
      expect(help).toContain(option);
    for (const option of [
      '--role-assignments',
      '--format',
      '--output',
      '--mask',
      '--baseline',
      '--config',
      '--fail-on',
      '--category',
    ])
      expect(help).toContain(option);
    expect(help).toMatch(/--allow-partial[\s\S]*\n {2}0 [\s\S]*2 [\s\S]*\n {2}1 [\s\S]*3 /);
  });
});
