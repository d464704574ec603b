import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { planAsPowerShell, powerShellCommands, shownCommand } from '../../../src/domain/export/powershell.ts';
import { planAsAz } from '../../../src/domain/export/az.ts';
import { planFiles } from '../../../src/domain/export/planAs.ts';
import { isOptional } from '../../../src/domain/export/cautions.ts';
import { accessRequestText } from '../../../src/domain/export/accessRequestText.ts';
import { askForRole } from '../../../src/domain/plan/accessRequest.ts';
import { callerAction } from '../../../src/domain/plan/callerChecks.ts';
import { asArmId } from '../../../src/domain/arm/resourceId.ts';
import { azCommand, azCommandLines } from '../../../src/domain/plan/azCommand.ts';
import { azDelegatedGrant } from '../../../src/domain/plan/stepCommands.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import { hostileTexts } from '../../support/hostileTexts.ts';
import { parsed } from '../../support/azArguments.ts';
import { argumentsOnWindows } from '../../support/windowsShell.ts';
import { drawn, fc } from '../../support/property.ts';
import { clusterId, group, sub, worldFacts } from '../../support/domain/worldFacts.ts';
import { everyPlan, plansFor } from './everyPlan.ts';
import { bash } from '../../support/bash.ts';

/** What a command in another prints: the same in both shells. */
const prints = (args: readonly string[]): string =>
  args[0] === 'New-Guid' ? 'guid' : `found ${args.slice(3).join(' ')}`;

/** The arguments of each command as bash gives them to az. */
function inBash(az: string): readonly (readonly string[])[] {
  const given = [
    `az() { if [ "\${@: -1}" = tsv ]; then shift 2; printf 'found %s' "$*"; else printf '%s\\0' az "$@" $'\\x01'; fi; }`,
    'uuidgen() { printf guid; }',
  ].join('\n');
  const out = execFileSync(bash, ['-c', `${given}\n${az}`], { encoding: 'utf8' });
  return out.split('\u0001\0').flatMap((one) => (one === '' ? [] : [one.split('\0').slice(0, -1)]));
}

/** JSON is compared by what it says. */
function meant(argument: string): unknown {
  const [, path = '', json = ''] = /^([\w.]+=)?(.*)$/s.exec(argument) ?? [];
  try {
    return [path, JSON.parse(json) as unknown];
  } catch {
    return argument;
  }
}

const onWindows = (az: string): readonly (readonly string[])[] | undefined =>
  powerShellCommands(az)?.map((command) => argumentsOnWindows(command, prints));
const allSteps: readonly Step[] = everyPlan.flatMap(([, { steps }]) => steps);
const commands = [
  ...new Set(allSteps.map(({ az }) => az)),
  azDelegatedGrant(
    { kind: 'controlPlane', clusterId: asArmId(clusterId) },
    { scope: `/subscriptions/${sub}`, roleDefinitionId: 'r', name: undefined, resourceId: undefined },
  ).az,
];

describe('a command for PowerShell on Windows', () => {
  it('gives az the same arguments as the one for bash, in every plan, or is refused for a line break', () => {
    let passed = 0;
    for (const az of commands) {
      const there = onWindows(az);
      if (there === undefined) expect(az).toMatch(/\$'\\0(?:12|11)/);
      else {
        passed++;
        expect(there.map((args) => args.map(meant))).toEqual(inBash(az).map((args) => args.map(meant)));
      }
    }
    expect(passed).toBeGreaterThan(60);
  });

  const texts = fc.oneof(
    fc.constantFrom(...hostileTexts),
    fc.string({ unit: fc.constantFrom(...`ab 1'"\`$%&|<>^()!@,;=\\/{}[]#~*?-‘’“”„ü`), maxLength: 12 }),
    fc.json(),
  );
  it('gives az any text unchanged, or is refused', () => {
    let passed = 0;
    fc.assert(
      fc.property(texts, texts, (first, second) => {
        const { az } = azCommand('az group create', [
          ['--name', first],
          ['--tags', `a=${second}`, ''],
        ]);
        const there = onWindows(az);
        if (there === undefined) return;
        passed++;
        expect(there).toHaveLength(1);
        const wanted = ['az', 'group', 'create', '--name', first, '--tags', `a=${second}`, ''];
        expect(parsed(there[0]!)).toEqual(wanted);
      }),
      { numRuns: drawn(2000) },
    );
    expect(passed).toBeGreaterThan(drawn(300));
  });

  it.each([
    ['plain', 'shop-weu', 'shop-weu'],
    ['a number', '12', `'12'`],
    ['spaces', 'West Europe', `'"West Europe"'`],
    ['an apostrophe', `it's`, `'"it''s"'`],
    ['a typographic one', 'it’s', `'"it’’s"'`],
    ['what PowerShell would run', '$(x) `y', `'"$(x) \`y"'`],
    ['what cmd would run', 'a&b|c', `'"a&b|c"'`],
    ['a backslash at its end', 'C:\\', `'"C:\\\\"'`],
    ['a per cent sign, with which cmd may begin a variable that ends in another argument', '100%', undefined],
    ['quotes', 'a "b"', `'"a \\"b\\""'`],
    ['JSON that is no JSON to az, with what cmd would run', '{"a":"b&c"}', undefined],
    ['a quote alone, after which cmd would act on another argument', '"', undefined],
    ['what a pipeline would run', '##vso[x]', '"`"#`#vso[x]`""'],
    ['nothing', '', `'""'`],
    ['a variable of cmd', '%PATH%', undefined],
    ['a line break', 'a\nb', undefined],
    ['quotes around what cmd would run', '"&calc&"', undefined],
  ])('quotes %s', (_, text, quoted) => {
    const { az } = azCommand('az x', [['--y', text]]);
    expect(powerShellCommands(az)).toEqual(quoted === undefined ? undefined : [`az x --y ${quoted}`]);
  });

  it.each(['--body', '--set'])('says by escapes what cmd would act on in JSON: %s', (flag) => {
    const { az } = azCommand('az x', [[flag, '{"a":"b&c"}']]);
    expect(powerShellCommands(az)).toEqual([`az x ${flag} '"{\\"a\\":\\"b\\u0026c\\"}"'`]);
  });

  it('of several is run only if the one before it has not failed', () => {
    const { az } = azCommandLines([{ az: 'az a' }, { az: 'az b' }, { az: 'az c' }]);
    expect(shownCommand(az, true)).toBe('az a\nif (!$LASTEXITCODE) { az b }\nif (!$LASTEXITCODE) { az c }');
    expect(shownCommand(az, false)).toBe(az);
    expect(shownCommand("az a --b 'x'$'\\012'", true)).toBe("az a --b 'x'$'\\012'");
  });

  it.each([
    'az x $HOME',
    'az x | tee',
    'az x "$y"',
    'az x `y`',
    'az "$(az x',
    'az x)"',
    'az "$(az x && az y)"',
    "az '",
  ])('is none for what we do not write ourselves: %s', (text) => {
    expect(powerShellCommands(text)).toBeUndefined();
  });
});

describe('a command for somebody else', () => {
  const reader = [{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }];
  const plans = plansFor({ caller: reader }).map(([, plan]) => plan);
  const requestsOf = ({ checks }: Plan): readonly string[] => checks.flatMap(({ request }) => request?.command ?? []);
  const account = (name?: string): string =>
    askForRole(
      { action: callerAction.writeCluster, scope: group },
      name === undefined ? {} : { account: { id: '1', name } },
      worldFacts({ resources: [] }),
    )!.command;
  const names = ["o'brien@contoso.com", 'jürgen@contoso.com', 'live.com#a@b.com', 'ann_x.com#EXT#@t.onmicrosoft.com'];
  const requests = [...new Set([...plans.flatMap(requestsOf), ...names.map(account), account()])];
  const linesOf = (text: string): readonly string[] => text.split(/(?<!`)\n/);

  it('is read by PowerShell on Windows as the one for bash is read by bash, or is left to bash for a line break', () => {
    let passed = 0;
    for (const command of requests) {
      const shown = shownCommand(command, true);
      if (/\$'\\0(?:12|11)/.test(command)) {
        expect(shown).toBe(shownCommand(command, false));
        continue;
      }
      passed++;
      const there = linesOf(shown).map((line) => argumentsOnWindows(line.replace(/^if .*?\{ (.*) \}$/s, '$1'), prints));
      expect(there.map((args) => args.map(meant))).toEqual(inBash(command).map((args) => args.map(meant)));
    }
    expect(passed).toBeGreaterThan(40);
  });

  it('is in a copied request as it is shown, all in one shell, whose name is said', () => {
    const shells = new Set<string | undefined>();
    for (const plan of plans.filter((one) => requestsOf(one).length > 0))
      for (const isWindows of [false, true]) {
        const text = accessRequestText(plan, isWindows);
        const [, shell] = /^The commands are for (.*)\.$/m.exec(text) ?? [];
        shells.add(shell);
        const inPowerShell = shell === 'PowerShell on Windows';
        const asked = plan.checks.flatMap(({ verdict, request }) => (verdict === 'fail' && request?.command) || []);
        const hasPlan = text.includes('Someone with all of these rights can run:');
        const all = [...asked, ...(hasPlan ? plan.steps.map(({ az }) => az) : [])];
        expect(inPowerShell).toBe(isWindows && !all.some((az) => /\$'\\0(?:12|11)/.test(az)));
        for (const command of asked)
          expect(text.replaceAll('\n   ', '\n')).toContain(`\n${shownCommand(command, inPowerShell)}`);
        if (hasPlan) expect(text).toContain(inPowerShell ? planAsPowerShell(plan) : planAsAz(plan));
      }
    expect(shells).toEqual(new Set(['bash or zsh', 'PowerShell on Windows']));
  });
});

describe('a script for PowerShell on Windows', () => {
  const passing = everyPlan.filter(([, plan]) => plan.steps.every(({ az }) => powerShellCommands(az) !== undefined));

  it('checks each step but those that may fail, and is a block, so that nothing runs after a failure where it is pasted', () => {
    for (const [, plan] of passing) {
      const lines = planAsPowerShell(plan).trimEnd().split('\n');
      const body = lines.slice(lines.indexOf('& {') + 1);
      expect(lines.slice(0, lines.indexOf('& {')).filter((line) => line !== '' && !line.startsWith('# '))).toEqual([]);
      expect(body.at(-1)).toBe('}');
      const checks = body.filter((line) => line.startsWith('  if ($LASTEXITCODE)'));
      const needed = plan.steps.filter((step) => !isOptional(step)).flatMap(({ az }) => powerShellCommands(az)!);
      expect(checks).toHaveLength(needed.length);
    }
    expect(passing.length).toBeGreaterThan(20);
  });

  it('runs nothing and says so if a text of a step would be changed on the way', () => {
    const [, plan] = everyPlan.find(([, { steps }]) => steps.some(({ az }) => az.includes(`$'\\012'`)))!;
    const script = planAsPowerShell(plan);
    expect(script).toMatch(/^throw 'Step \d+ has a text that Windows cannot pass to az unchanged\. Nothing was run\./m);
    expect(script).not.toMatch(/^\s*az /m);
  });

  it('is a file that the older PowerShell reads as Unicode', () => {
    const [{ name, text }] = planFiles(passing[0]![1], 'powershell') as readonly [{ name: string; text: string }];
    expect([name, text.startsWith('\uFEFF# ')]).toEqual(['plan.ps1', true]);
  });
});
