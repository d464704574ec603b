import { usersOwnSetting } from '../ownSetting.ts';
import { cloudOf, type Cloud } from './clouds.ts';

/** Returns the cloud that the user chose. Throws `refused` if a workspace names another one, or a part of one. */
export function currentCloud(): Cloud {
  const environment = usersOwnSetting('microsoft-sovereign-cloud.environment');
  const custom = usersOwnSetting('microsoft-sovereign-cloud.customEnvironment');
  return cloudOf({ environment: typeof environment === 'string' ? environment : undefined, custom });
}
