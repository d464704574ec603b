import type { LogOutputChannel } from 'vscode';
import { beforeEach, describe, expect, it } from 'vitest';
import { currentCloud } from '../../src/host/accounts/cloud.ts';
import {
  assertOnlyUserDecides,
  decidingSettings,
  openSettingsFile,
  whyNobodyCanSignIn,
} from '../../src/host/ownSetting.ts';
import { authenticationSetting, emulatorUrlSetting, showNamesSetting } from '../../src/host/settings.ts';
import { allowNames } from '../../src/host/window/askDirectory.ts';
import { createFunnel } from '../../src/host/window/errorReporter.ts';
import { textOf } from '../../src/sentences/textOf.ts';
import { code, user } from '../support/vscode/user.ts';

const shop = { name: 'shop', uri: { path: '/home/me/shop' } };
const custom = {
  name: 'Contoso',
  resourceManagerEndpointUrl: 'https://arm.contoso.com',
  portalUrl: 'https://portal.contoso.com',
  managementEndpointUrl: 'https://management.contoso.com',
  activeDirectoryResourceId: 'https://tokens.contoso.com',
  activeDirectoryEndpointUrl: 'https://login.contoso.com',
};
/** What a folder could ask for, and what reads it. */
const wishes = [
  ['aksIdentity.authentication', 'azureCli', authenticationSetting],
  ['aksIdentity.emulatorUrl', 'http://127.0.0.1:1', emulatorUrlSetting],
  ['microsoft-sovereign-cloud.environment', 'custom', currentCloud],
  ['microsoft-sovereign-cloud.customEnvironment', custom, currentCloud],
] as const;

const wish = { [decidingSettings[0]]: 'azureCli' };

beforeEach(() => void (code.workspaceFolders = [shop]));

describe('settings that decide who signs in and where a token goes', () => {
  it('are those of the user, or else the defaults', () => {
    expect(authenticationSetting()).toBe('vscode');
    expect(currentCloud().endpoint).toBe('https://management.azure.com');
    expect(emulatorUrlSetting()).toBe('http://127.0.0.1:8765');
    code.settings = {
      defaults: { 'aksIdentity.authentication': 'vscode', 'microsoft-sovereign-cloud.environment': '' },
      user: {
        'aksIdentity.authentication': 'environment',
        'aksIdentity.emulatorUrl': 'http://127.0.0.1:2',
        'microsoft-sovereign-cloud.environment': 'custom',
        'microsoft-sovereign-cloud.customEnvironment': custom,
      },
    };
    expect(authenticationSetting()).toBe('environment');
    expect(currentCloud().endpoint).toBe('https://arm.contoso.com');
    expect(emulatorUrlSetting()).toBe('http://127.0.0.1:2');
    expect(assertOnlyUserDecides).not.toThrow();
    expect(whyNobodyCanSignIn()).toBeUndefined();
  });

  it.each(wishes)('are refused, naming the file, if a workspace sets %s', (name, value, reads) => {
    code.settings = { workspace: { [name]: value } };
    expect(reads).toThrow(
      expect.objectContaining({
        code: 'refused',
        message: expect.stringMatching(
          new RegExp(`${name} is set in .vscode/settings.json of the folder shop.*Remove it there`),
        ) as string,
      }),
    );
    code.workspaceFile = { scheme: 'file', path: '/home/me/all.code-workspace' };
    expect(reads).toThrow(/is set in the workspace file all\.code-workspace\./);
    code.workspaceFile = { scheme: 'untitled', path: 'Untitled-1' };
    expect(reads).toThrow(/is set in the settings of this workspace\./);
  });

  it.each(wishes)('are refused if one of several folders sets %s', (name, value, reads) => {
    const mills = { name: 'mills', uri: { path: '/home/me/mills' } };
    code.workspaceFolders = [shop, mills];
    code.workspaceFile = { scheme: 'file', path: '/home/me/all.code-workspace' };
    code.settings = { folders: { '/home/me/mills': { [name]: value } } };
    expect(reads).toThrow(/is set in \.vscode\/settings\.json of the folder mills\./);
  });

  it.each(wishes)('may be set in a workspace if %s is what the user has set anyway', (name, value, reads) => {
    const user = { 'microsoft-sovereign-cloud.customEnvironment': custom, [name]: value };
    code.settings = { user, workspace: { [name]: structuredClone<unknown>(value) } };
    expect(reads).not.toThrow();
    code.settings = { user: { ...user, [name]: 'another' }, workspace: { [name]: value } };
    expect(reads).toThrow(name);
  });

  it('are refused if a workspace changes one address of the user’s custom cloud', () => {
    const name = 'microsoft-sovereign-cloud.customEnvironment';
    const user = { 'microsoft-sovereign-cloud.environment': 'custom', [name]: custom };
    code.settings = { user, workspace: { [name]: { resourceManagerEndpointUrl: 'https://arm.example' } } };
    expect(currentCloud).toThrow(name);
  });

  describe.each(wishes.filter(([name]) => name !== 'aksIdentity.emulatorUrl'))('%s', (name, value, reads) => {
    const others = { 'microsoft-sovereign-cloud.customEnvironment': custom };

    it('are refused, saying where, if the machine of a remote window sets them', () => {
      for (const user of [{}, { ...others, [name]: 'another' }]) {
        code.settings = { user, remote: { [name]: value } };
        expect(reads).toThrow(
          expect.objectContaining({
            code: 'refused',
            message: expect.stringMatching(
              new RegExp(`${name} is set in the settings of the machine .*devcontainer\\.json.*Remove it there`),
            ) as string,
          }),
        );
        expect(assertOnlyUserDecides).toThrow(name);
        expect(textOf(whyNobodyCanSignIn() ?? '')).toMatch(
          /Remove it there, .*Until then, nothing is sent to Azure\.$/,
        );
      }
    });

    it('may be set on the machine of a remote window as the user has set them, or as they are anyway', () => {
      code.settings = { user: { ...others, [name]: value }, remote: { [name]: structuredClone<unknown>(value) } };
      expect(reads).not.toThrow();
      code.settings = { defaults: { [name]: '' }, remote: { [name]: '' } };
      expect(reads).not.toThrow();
    });

    it('are refused if a folder says something else than user and machine', () => {
      const both = { ...others, [name]: 'another' };
      code.settings = { user: both, remote: both, workspace: { [name]: value } };
      expect(reads).toThrow(/is set in \.vscode\/settings\.json/);
    });
  });

  it('are refused if a remote machine changes one address of the user’s custom cloud', () => {
    const name = 'microsoft-sovereign-cloud.customEnvironment';
    const user = { 'microsoft-sovereign-cloud.environment': 'custom', [name]: custom };
    code.settings = { user, remote: { [name]: { resourceManagerEndpointUrl: 'https://arm.example' } } };
    expect(currentCloud).toThrow(/customEnvironment is set in the settings of the machine/);
  });

  it('the address of an emulator is the remote machine’s own, as the emulator is', () => {
    code.settings = { remote: { 'aksIdentity.emulatorUrl': 'http://127.0.0.1:3' } };
    expect(emulatorUrlSetting()).toBe('http://127.0.0.1:3');
  });

  it.each([
    ['a folder', {}, 'workbench.action.openWorkspaceSettingsFile'],
    [
      'a workspace file',
      { workspaceFile: { scheme: 'file', path: '/all.code-workspace' } },
      'workbench.action.openWorkspaceSettingsFile',
    ],
    ['a machine', { settings: { remote: wish } }, 'workbench.action.openRemoteSettingsFile'],
  ])('are shown in the file in which %s sets them', async (_, around, command) => {
    Object.assign(code, { settings: { workspace: wish } }, around);
    await openSettingsFile();
    expect([code.executed, code.given]).toEqual([[command], [[{ revealSetting: { key: decidingSettings[0] } }]]]);
  });

  it('are shown in the file of the one of several folders that sets them', async () => {
    code.workspaceFolders = [shop, { name: 'mills', uri: { path: '/home/me/mills' } }];
    code.settings = { folders: { '/home/me/mills': wish } };
    await openSettingsFile();
    expect(user.documents).toEqual([expect.objectContaining({ path: '/home/me/mills/.vscode/settings.json' })]);
  });

  it('offer their file where they are refused, and open nothing once nobody but the user decides', async () => {
    code.settings = { workspace: wish };
    user.presses.push('Open Settings File');
    await createFunnel({ error: () => undefined } as unknown as LogOutputChannel).run(assertOnlyUserDecides);
    expect(user.notifications).toMatchObject([{ kind: 'error', buttons: ['Open Settings File', 'Show Log'] }]);
    await expect.poll(() => code.executed).toEqual(['workbench.action.openWorkspaceSettingsFile']);
    code.settings = {};
    await openSettingsFile();
    expect(code.executed).toHaveLength(1);
  });

  it.each(decidingSettings)('are all checked before anybody is asked: %s', (name) => {
    code.settings = { workspace: { [name]: 'x' } };
    expect(assertOnlyUserDecides).toThrow(name);
  });
});

describe('the setting that lets the directory be asked for names', () => {
  it('is off, and only the user turns it on: no folder, workspace or remote machine', () => {
    const on = { 'aksIdentity.showNames': true };
    code.settings = { workspace: on, remote: on, folders: { [shop.uri.path]: on } };
    expect(showNamesSetting()).toBe(false);
    code.settings = { user: on, workspace: { 'aksIdentity.showNames': false } };
    expect(showNamesSetting()).toBe(true);
  });

  it('is turned on by who wants names always; others are asked, told what is sent, and may say no', async () => {
    expect(await allowNames()).toBe(false);
    expect(user.notifications.at(-1)?.detail).toContain('object IDs that are shown are sent to Microsoft Graph');
    user.presses.push('Show Names');
    expect([await allowNames(), showNamesSetting()]).toEqual([true, false]);
    user.presses.push('Always Show Names');
    expect([await allowNames(), showNamesSetting()]).toEqual([true, true]);
  });
});
