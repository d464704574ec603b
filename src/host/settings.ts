import { extensions, workspace } from 'vscode';
import { settings, type Authentication } from '../manifest.ts';
import { machineSetting, ownValue, usersOwnSetting } from './ownSetting.ts';

const ways: readonly Authentication[] = ['vscode', 'azureCli', 'environment', 'deviceCode'];

/** Returns how the user signs in; an unknown value counts as the default. Throws like `usersOwnSetting`. */
export function authenticationSetting(): Authentication {
  const setting = usersOwnSetting('aksIdentity.authentication');
  return ways.find((way) => way === setting) ?? settings['aksIdentity.authentication'];
}

/** Returns the address that Connect to Emulator... proposes. Throws like `machineSetting`. */
export function emulatorUrlSetting(): string {
  const setting = machineSetting('aksIdentity.emulatorUrl');
  return typeof setting === 'string' && setting !== '' ? setting : settings['aksIdentity.emulatorUrl'];
}

/** Returns true if clusters are checked for findings as soon as they are shown. */
export function checkClustersSetting(): boolean {
  return readSetting('aksIdentity.checkClusters') !== false;
}

/** Returns true if a click on a cluster shows its details. */
export function openDetailsOnClickSetting(): boolean {
  return readSetting('aksIdentity.openDetailsOnClick') !== false;
}

/** Returns true if the directory may be asked for names whenever object ids are shown. */
export function showNamesSetting(): boolean {
  return ownValue('aksIdentity.showNames') === true;
}

/** Returns the hours for which a replaced identity counts as in use; an impossible value counts as the default. */
export function tokenRefreshHoursSetting(): number {
  const setting = readSetting('aksIdentity.tokenRefreshHours');
  return typeof setting === 'number' && setting >= 1 && setting <= 72
    ? setting
    : settings['aksIdentity.tokenRefreshHours'];
}

/** Returns the subscriptions that are selected in the extension Azure Resources, if it is installed and any are. */
export function azureResourcesSelection(): readonly string[] | undefined {
  if (!extensions.getExtension('ms-azuretools.vscode-azureresourcegroups')) return undefined;
  const setting = workspace.getConfiguration('azureResourceGroups').get<unknown>('selectedSubscriptions');
  const ids = Array.isArray(setting)
    ? setting.flatMap((entry) => (typeof entry === 'string' ? entry.split('/').slice(-1) : []))
    : [];
  return ids.length === 0 ? undefined : ids;
}

function readSetting(name: keyof typeof settings): unknown {
  return workspace.getConfiguration().get<unknown>(name);
}
