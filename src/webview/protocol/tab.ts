/** The tabs of the panel. */
import { oneOf, type Of } from '../../shape/shape.ts';

export const tab = oneOf('map', 'details', 'workloads', 'access', 'history', 'change');
/** The panel's tabs; panels of something new have none; that of an identity has a map, its access and its history, that of a principal its access alone. */
export type Tab = Of<typeof tab>;
