import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  container,
  contextKeys,
  contextValue,
  jsonScheme,
  panelType,
  reportType,
  rowFlags,
  settings,
  views,
  type RowKind,
} from '../src/manifest.ts';
import { reportFormats } from '../src/domain/report/reportFormats.ts';
import { agentTools } from '../src/agentTools.ts';
import { contributions, type CommandId } from '../src/contributions.ts';
import { version } from '../src/domain/report/version.ts';
import { decidingSettings } from '../src/host/ownSetting.ts';

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly enumItemLabels?: readonly string[];
  readonly markdownDescription: string;
  readonly markdownEnumDescriptions?: readonly string[];
  readonly scope?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}
interface Manifest {
  readonly version: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly description: string;
      readonly restrictedConfigurations: readonly string[];
    };
  };
  readonly contributes: {
    readonly commands: readonly { command: CommandId; title: string; category: string; icon?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly views: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] };
    readonly viewsWelcome: readonly { view: string; when: string; contents: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        description: string;
        media: { svg?: string; image?: Readonly<Record<'dark' | 'light' | 'hc' | 'hcLight', string>>; altText: string };
        completionEvents: readonly string[];
      }[];
    }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
  };
}

const root = resolve(import.meta.dirname, '..');
const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;
const withKeys = readFileSync(join(root, 'package.json'), 'utf8');
/** With its texts in the places of their keys, as VS Code reads it. */
const manifest = JSON.parse(withKeys, (_, value: unknown) =>
  typeof value === 'string' && /^%.+%$/.test(value) ? (texts[value.slice(1, -1)] ?? value) : value,
) as Manifest;
const { commands, menus, viewsWelcome, walkthroughs, configuration, viewsContainers } = manifest.contributes;
const items = Object.values(menus).flat();
/** What stands on the rows of other extensions. */
const ofNeighbours = items.filter(({ when }) => when?.startsWith('view =~'));
const ownItems = items.filter((item) => !ofNeighbours.includes(item));
const conditions = [...ownItems.map(({ when }) => when ?? ''), ...viewsWelcome.map(({ when }) => when)];
const ids = Object.keys(contributions);
const titles = Object.fromEntries(Object.entries(contributions).map(([id, { title }]) => [id, title]));
const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);

/** Every `viewItem` that a row can have. */
const viewItems = (Object.keys(rowFlags) as RowKind[]).flatMap((kind) => {
  const flags: readonly string[] = rowFlags[kind];
  return Array.from({ length: 2 ** flags.length }, (_, mask) =>
    contextValue(kind, Object.fromEntries(flags.map((flag, bit) => [flag, (mask & (1 << bit)) !== 0]))),
  );
});
const patternsOf = (when: string): readonly RegExp[] =>
  [...when.matchAll(/viewItem =~ \/(.*?)\/(?= |$)/g)].map(([, pattern]) => new RegExp(pattern!));

describe('package.json and manifest.ts', () => {
  it('name the same commands with the same titles', () => {
    expect(Object.fromEntries(commands.map(({ command, title }) => [command, title]))).toEqual(titles);
    expect(new Set(commands.map(({ category }) => category))).toEqual(new Set(['AKS Identity']));
  });

  it('leave no text to package.json that a person reads, and no key without its text', () => {
    const used = [...withKeys.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key!);
    expect(used.toSorted()).toEqual(Object.keys(texts).toSorted());
    const { contributes } = JSON.parse(withKeys) as { readonly contributes: object };
    const left: string[] = [];
    JSON.stringify(contributes, (key, value: unknown) => {
      const isRead = /^(title|name|contents|description|altText|displayName|userDescription)$|^markdown/.test(key);
      if (isRead && typeof value === 'string' && !/^%.+%$/.test(value)) left.push(value);
      return key === 'inputSchema' ? undefined : value;
    });
    const names = ['AKS Identity', ...Object.keys(agentTools)];
    expect(left.filter((text) => !names.includes(text))).toEqual([]);
  });

  it('write titles in Title Case, without full stops or exclamation marks', () => {
    const small = new Set(['a', 'in', 'to', 'of', 'and', 'for', 'with']);
    const wrong = Object.values(titles).filter((title) => {
      const words = title.replace(/\.\.\.$/, '').split(' ');
      return words.some((word) => !small.has(word) && !/^[A-Z]/.test(word)) || /[.!]$/.test(words.at(-1) ?? '');
    });
    expect(wrong).toEqual([]);
  });

  it('have the version that reports and the command line show', () => {
    expect(version).toBe(manifest.version);
  });

  it('name the same views, in the same container', () => {
    expect(manifest.contributes.views[container]?.map(({ id }) => id)).toEqual(Object.values(views));
    expect(viewsContainers.activitybar.map(({ id }) => id)).toEqual([container]);
    expect(viewsWelcome.map(({ view }) => view).filter((view) => !Object.values<string>(views).includes(view))).toEqual(
      [],
    );
  });

  it('name the same settings with the same defaults', () => {
    const defaults = Object.entries(configuration.properties).map(([name, property]) => [name, property.default]);
    expect(Object.fromEntries(defaults)).toEqual(settings);
  });

  it('welcome every user who is signed out, whatever the setting is', () => {
    const ways = configuration.properties['aksIdentity.authentication']!.enum!;
    const conditions = viewsWelcome
      .filter(({ view, when }) => view === views.clusters && when.includes('== signedOut'))
      .map(({ when }) => when.split(' && ').slice(1));
    const holds = (part: string, value: string): boolean => {
      const [, sign, other] = /^config\.aksIdentity\.authentication (==|!=) (\w+)$/.exec(part)!;
      return (value === other) === (sign === '==');
    };
    for (const value of [...ways, 'nonsense', '']) {
      expect(conditions.filter((parts) => parts.every((part) => holds(part, value)))).toHaveLength(1);
    }
  });

  it('let no folder decide who signs in, what is connected to and when roles may be removed, and no other machine who signs in', () => {
    const scopes = Object.entries(configuration.properties).map(([name, { scope }]) => [name, scope]);
    expect(Object.fromEntries(scopes)).toEqual({
      'aksIdentity.authentication': 'application',
      'aksIdentity.emulatorUrl': 'machine',
      'aksIdentity.checkClusters': undefined,
      'aksIdentity.openDetailsOnClick': undefined,
      'aksIdentity.showNames': 'application',
      'aksIdentity.tokenRefreshHours': 'application',
    });
  });

  it('let no folder that is not trusted set anything of ours, nor the cloud to sign in to', () => {
    const { supported, description, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    // VS Code reads the list only where support is limited: https://code.visualstudio.com/api/extension-guides/workspace-trust
    expect(supported).toBe('limited');
    expect(description).toMatch(/\.$/);
    expect(restrictedConfigurations.toSorted()).toEqual(
      [...new Set([...Object.keys(settings), ...decidingSettings])].toSorted(),
    );
  });

  it('describe each setting, and bound each number', () => {
    for (const property of Object.values(configuration.properties)) {
      expect(property.markdownDescription).toMatch(/\.$/);
      if (property.type === 'number') expect([property.minimum, property.maximum]).toEqual([1, 72]);
      if (property.enum) expect(property.markdownEnumDescriptions).toHaveLength(property.enum.length);
    }
  });

  it('let menus, welcome texts and the walkthrough start only commands that exist', () => {
    const texts = [
      ...viewsWelcome.map(({ contents }) => contents),
      ...steps.flatMap(({ description, completionEvents }) => [description, ...completionEvents]),
    ];
    const linked = texts.flatMap((text) => [...text.matchAll(/ommand:([\w.]+)/g)].map(([, id]) => id!));
    const known = [...ids, `${views.clusters}.focus`, 'workbench.action.openSettings'];
    expect([...items.map(({ command }) => command), ...linked].filter((id) => !known.includes(id))).toEqual([]);
  });

  it('let the walkthrough start only what the command palette has, too', () => {
    const linked = steps.flatMap(({ description }) =>
      [...description.matchAll(/\(command:(aksIdentity\.\w+)\)/g)].map(([, id]) => id!),
    );
    const never = (menus['commandPalette'] ?? []).filter(({ when }) => when === 'false').map(({ command }) => command);
    expect(linked.length).toBeGreaterThan(2);
    expect(linked.filter((id) => never.includes(id))).toEqual([]);
  });

  it('ask only for conditions that the code sets', () => {
    const known = [...Object.values<string>(contextKeys), ...Object.keys(settings), ...Object.values<string>(views)];
    const asked = conditions.flatMap((when) => when.match(/\baksIdentity\.\w+/g) ?? []);
    expect(asked.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('complete steps of the walkthrough where a command that there is has run, or what is connected changes', () => {
    const events = steps.flatMap(({ completionEvents }) => completionEvents);
    const awaited = events.flatMap((event) => event.match(/\baksIdentity\.\w+/g) ?? []);
    const known = [contextKeys.ran, contextKeys.connection, ...ids];
    expect(awaited.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('ask only for rows that there are: each pattern of a menu fits one', () => {
    const patterns = conditions.flatMap(patternsOf);
    expect(patterns.length).toBeGreaterThan(20);
    expect(patterns.filter((pattern) => !viewItems.some((item) => pattern.test(item))).map(String)).toEqual([]);
  });

  it('offer the map and the details on AKS rows of other extensions, and on none of their other rows', () => {
    const fits = (view: string, row: string): readonly string[] =>
      ofNeighbours
        .filter(({ when = '' }) => {
          const [, ofView = '', ofRow = ''] = /^view =~ \/(.+)\/ && viewItem =~ \/(.+)\/$/.exec(when)!;
          return new RegExp(ofView).test(view) && new RegExp(ofRow).test(row);
        })
        .map(({ command }) => command);
    const both = ['aksIdentity.showPanel', 'aksIdentity.showIdentityMap'];
    expect(fits('azureResourceGroups', 'azureResource;hasPortalUrl;ContainerServiceManagedClusters')).toEqual(both);
    expect(fits('azureFocusView', 'ContainerServiceManagedClusters;azureResource')).toEqual(both);
    expect(fits('azureResourceGroups', 'azureResource;hasPortalUrl;ContainerRegistry')).toEqual([]);
    const group = 'ContainerServiceManagedClusters;azureResourceTypeGroup;canFocus;groupingItem';
    expect(fits('azureResourceGroups', group)).toEqual([]);
    expect(fits('kubernetes.cloudExplorer', 'aks.cluster kubernetes.providesKubeconfig')).toEqual(both);
    expect(fits('extension.vsKubernetesCloudExplorer', 'aks.cluster')).toEqual(both);
    expect(fits('kubernetes.cloudExplorer', 'aks.subscription')).toEqual([]);
    expect(fits('kubernetes.cloudExplorer', 'aks.fleet')).toEqual([]);
    expect(fits('extension.vsKubernetesExplorer', 'aks.cluster')).toEqual([]);
  });

  it('use every flag of a row in some menu', () => {
    const patterns = conditions.flatMap(patternsOf);
    const unused = (Object.keys(rowFlags) as RowKind[]).flatMap((kind) =>
      rowFlags[kind]
        .filter((flag) => {
          const [without, withIt] = viewItems
            .filter((item) => item.startsWith(`${kind}:`))
            .reduce<[string[], string[]]>(
              ([no, yes], item) => (item.includes(`:${flag}:`) ? [no, [...yes, item]] : [[...no, item], yes]),
              [[], []],
            );
          const differs = withIt.some((item) =>
            patterns.some((pattern) => pattern.test(item) && !pattern.test(item.replace(`:${flag}:`, ':'))),
          );
          return !differs && without.length > 0;
        })
        .map((flag) => `${kind}.${flag}`),
    );
    expect(unused).toEqual([]);
  });

  it('offer a node image upgrade only where there may be a newer image, and a change only where none is running', () => {
    const offered = (command: CommandId, item: string): boolean =>
      menus['view/item/context']!.some(
        ({ command: id, when }) => id === command && patternsOf(when ?? '').some((pattern) => pattern.test(item)),
      );
    expect(offered('aksIdentity.upgradeNodeImages', 'cluster:settled:managed:')).toBe(false);
    expect(offered('aksIdentity.upgradeNodeImages', 'cluster:settled:managed:upgradable:')).toBe(true);
    expect(offered('aksIdentity.setControlPlane', 'cluster:managed:')).toBe(false);
    expect(offered('aksIdentity.setControlPlane', 'cluster:settled:managed:')).toBe(true);
    expect(offered('aksIdentity.leaveServicePrincipal', 'cluster:settled:servicePrincipal:')).toBe(true);
    expect(offered('aksIdentity.leaveServicePrincipal', 'cluster:servicePrincipal:')).toBe(false);
    expect(offered('aksIdentity.setKubelet', 'cluster:settled:servicePrincipal:')).toBe(false);
    expect(offered('aksIdentity.deleteIdentity', 'identity:principal:client:resource:')).toBe(false);
  });

  it('offer no credentials of clusters that come from a file', () => {
    const offers = items.filter(({ command }) => /^aksIdentity\.get(Admin)?Credentials$/.test(command));
    expect(offers).toHaveLength(4);
    for (const { when } of offers) expect(when).toMatch(/(^| && )aksIdentity\.connection != file$/);
  });

  it('have an icon for every command that is on a row or in a title bar', () => {
    const shown = items.filter(({ group }) => /^(inline|navigation)/.test(group ?? '')).map(({ command }) => command);
    const bare = shown.filter((id) => !commands.find(({ command }) => command === id)?.icon);
    expect(bare).toEqual([]);
  });

  it('say in the walkthrough all formats of the report, and all ways to sign in', () => {
    const { description } = steps.find(({ media }) => media.altText.startsWith('The identity report'))!;
    for (const { name } of Object.values(reportFormats)) expect(description).toContain(name);
    const drawing = readFileSync(join(root, 'media/walkthrough/azure.svg'), 'utf8');
    const { enumItemLabels: ways = [] } = configuration.properties['aksIdentity.authentication']!;
    expect(ways.filter((way) => !drawing.includes(`>${way}<`))).toEqual([]);
  });

  it('name files that exist, and wake the extension for links and for what VS Code restores', () => {
    const pages = steps.flatMap(({ media: { svg, image } }) => [
      ...(svg === undefined ? [] : [svg]),
      ...Object.values(image ?? {}),
    ]);
    expect(pages).toHaveLength(4 * (steps.length - 1) + 1);
    const files = [manifest.icon, ...viewsContainers.activitybar.map(({ icon }) => icon), ...pages];
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(manifest.activationEvents).toEqual([
      'onUri',
      `onWebviewPanel:${panelType}`,
      `onWebviewPanel:${reportType}`,
      `onFileSystem:${jsonScheme}`,
    ]);
  });
});
