// What dev.ts shows.

import type { Connection, Entry, Hint, State } from './src/contract';

export const hints: Hint[] = [
  {
    institution: 'Harborlight Bank',
    user: '',
    password: 'correct',
    what: 'Connects at once, with three accounts',
  },
  {
    institution: 'Mistral Credit Union',
    user: '',
    password: 'correct',
    what: 'Try another password first: it is refused, then corrected',
  },
];

export const connections: Connection[] = [
  {
    member_guid: 'MBR-11',
    institution: 'Harborlight Bank',
    status: 'CONNECTED',
    total: 14380.55,
    accounts: [
      {
        guid: 'ACT-1',
        name: 'Everyday Checking',
        type: 'CHECKING',
        balance: 2480.17,
        currency: 'USD',
      },
      {
        guid: 'ACT-2',
        name: 'Rainy Day Savings',
        type: 'SAVINGS',
        balance: 12543.2,
        currency: 'USD',
      },
      { guid: 'ACT-3', name: 'Travel Card', type: 'CREDIT_CARD', balance: 642.82, currency: 'USD' },
    ],
  },
  {
    member_guid: 'MBR-12',
    institution: 'Mistral Credit Union',
    status: 'CHALLENGED',
    total: 905.4,
    accounts: [
      { guid: 'ACT-4', name: 'Share Account', type: 'SAVINGS', balance: 905.4, currency: 'USD' },
    ],
  },
];

export const failure: State = {
  phase: 'failed',
  message: 'The session ended with an error',
  error: {
    code: 'provider_bad_answer',
    level: 'provider',
    message: 'The connection service gave an answer that the app does not understand.',
    advice: 'Check the base URL; a proxy may be answering in the provider\u2019s place.',
    retryable: true,
  },
};

export const refused: State = {
  phase: 'bank',
  message: '',
  notice: {
    code: 'return_forged',
    level: 'oauth',
    message: 'A return link was refused. This link does not belong to your visit to the bank.',
    advice: 'Nothing: the attempt stays open for the true link.',
    retryable: false,
  },
};

export const left: State = {
  phase: 'idle',
  message: 'The widget was closed before an account was connected.',
  notice: {
    code: 'oauth_denied',
    level: 'oauth',
    message: 'The bank could not confirm who you are.',
    advice: 'Let the user try again with other credentials.',
    retryable: true,
  },
};

const member = { user_guid: 'USR-7d1f', session_guid: 'SES-90aa', member_guid: 'MBR-12' };

export const journey: Entry[] = [
  {
    t_ms: 12,
    kind: 'status',
    type: 'session/requested',
    detail: 'POST /users/USR-7d1f/widget_urls',
  },
  { t_ms: 418, kind: 'navigation', type: 'allow', detail: 'http://127.0.0.1:40123/md/connect/•••' },
  { t_ms: 912, kind: 'event', type: 'load', detail: '' },
  {
    t_ms: 1034,
    kind: 'event',
    type: 'connect/loaded',
    detail: 'initial_step search',
    data: { initial_step: 'search', user_guid: 'USR-7d1f', session_guid: 'SES-90aa' },
  },
  {
    t_ms: 8120,
    kind: 'event',
    type: 'connect/selectedInstitution',
    detail: 'Mistral Credit Union',
    data: {
      name: 'Mistral Credit Union',
      code: 'mistral',
      guid: 'INS-2',
      url: 'https://mistral.example',
    },
  },
  {
    t_ms: 9044,
    kind: 'warning',
    type: 'scheme_blocked',
    detail: 'This kind of address is not allowed.',
    code: 'scheme_blocked',
  },
  {
    t_ms: 15311,
    kind: 'event',
    type: 'connect/memberStatusUpdate',
    detail: 'connection_status 6',
    data: { ...member, connection_status: 6 },
  },
  { t_ms: 15340, kind: 'event', type: 'connect/memberConnected', detail: 'MBR-12', data: member },
  { t_ms: 18352, kind: 'status', type: 'CONNECTED', detail: 'MBR-12 is not being aggregated' },
  {
    t_ms: 19004,
    kind: 'event',
    type: 'connect/microdeposits/blockedRoutingNumber/primaryAction',
    detail: 'a long name and a long line of detail that does not fit into the column at all',
  },
  {
    t_ms: 19120,
    kind: 'outcome',
    type: 'connected',
    detail: '1 member, 1 account',
    data: { outcome: 'connected', member_guid: 'MBR-12', accounts: 1 },
  },
];
