import type { ApiValue } from '@mxenabled/connect-widget';

/** The callbacks of the connect widget's ApiProvider. A missing one would silently answer `{}`. */
export const callbackNames = [
  'addMember',
  'createAccount',
  'createMicrodeposit',
  'createSupportTicket',
  'deleteMember',
  'getInstitutionCredentials',
  'getMemberCredentials',
  'getOAuthWindowURI',
  'loadDiscoveredInstitutions',
  'loadInstitutionByCode',
  'loadInstitutionByGuid',
  'loadInstitutions',
  'loadJob',
  'loadMemberByGuid',
  'loadMembers',
  'loadMicrodepositByGuid',
  'loadOAuthState',
  'loadOAuthStates',
  'loadPopularInstitutions',
  'oAuthStart',
  'refreshMicrodepositStatus',
  'runJob',
  'updateMFA',
  'updateMember',
  'updateMicrodeposit',
  'updateUserProfile',
  'verifyMicrodeposit',
  'verifyRoutingNumber',
] as const;

/** Sends one call to the server. Rejects with an Error that carries `response` and `config`. */
export type Call = (method: string, ...params: unknown[]) => Promise<unknown>;

/** Returns an ApiProvider value whose every callback is answered by the server through `call`. */
export function createCallbacks(call: Call): ApiValue {
  return Object.fromEntries(
    callbackNames.map((name) => [name, (...params: unknown[]) => call(name, ...params)]),
  );
}
