// A journey with MX's own client for Node, against the API at MX_URL. It ends
// with an error at the first answer that is not what the client declares.
import assert from 'node:assert/strict';
import sdk from 'mx-platform-node';

const configuration = new sdk.Configuration({
  basePath: process.env.MX_URL,
  username: process.env.MX_CLIENT,
  password: process.env.MX_KEY,
  // How the client's own guide chooses the version.
  baseOptions: { headers: { Accept: 'application/vnd.mx.api.v1+json' }, proxy: false },
});
const users = new sdk.UsersApi(configuration);
const widgets = new sdk.WidgetsApi(configuration);
const institutions = new sdk.InstitutionsApi(configuration);
const members = new sdk.MembersApi(configuration);
const accounts = new sdk.AccountsApi(configuration);
const transactions = new sdk.TransactionsApi(configuration);
const statements = new sdk.StatementsApi(configuration);

const passed = [];

// types checks the JSON types of an object's fields; null stands for any.
function types(object, want) {
  for (const [field, type] of Object.entries(want)) {
    assert.ok(field in object, `${field} is missing`);
    if (object[field] !== null) assert.equal(typeof object[field], type, field);
  }
}

// refused makes a call that has to be refused.
async function refused(call, status) {
  const error = await call().then(
    () => null,
    (e) => e,
  );
  assert.equal(error?.response?.status, status, error?.message);
  assert.equal(typeof error.response.data.message, 'string');
}

async function step(name, run) {
  await run();
  passed.push(name);
}

const paged = {
  current_page: 'number',
  per_page: 'number',
  total_entries: 'number',
  total_pages: 'number',
};
let user, member, form;

await step('users', async () => {
  const made = await users.createUser({
    user: { id: 'u-1', email: 'ada@example.com', metadata: '{}' },
  });
  assert.equal(made.status, 200);
  assert.equal(made.headers['content-type'], 'application/vnd.mx.api.v1+json');
  user = made.data.user.guid;
  assert.match(user, /^USR-/);
  types(made.data.user, {
    guid: 'string',
    id: 'string',
    email: 'string',
    metadata: 'string',
    is_disabled: 'boolean',
  });
  assert.equal((await users.updateUser(user, { user: { metadata: 'x' } })).data.user.metadata, 'x');
  assert.equal((await users.readUser(user)).data.user.id, 'u-1');
  const { data } = await users.listUsers(1, 10);
  types(data.pagination, paged);
  assert.deepEqual(
    data.users.map((u) => u.guid),
    [user],
  );
});

await step('widget URLs', async () => {
  const request = {
    widget_url: {
      widget_type: 'connect_widget',
      is_mobile_webview: true,
      ui_message_version: 4,
      ui_message_webview_url_scheme: 'piggy',
    },
  };
  const { data } = await widgets.requestWidgetURL(user, request, 'fr');
  types(data.widget_url, { type: 'string', url: 'string', user_id: 'string' });
  assert.match(data.widget_url.url, /\/md\/connect\//);
});

await step('institutions', async () => {
  const { data } = await institutions.listInstitutions('Harborlight');
  types(data.pagination, paged);
  assert.equal(data.institutions.length, 1);
  types(data.institutions[0], {
    code: 'string',
    name: 'string',
    url: 'string',
    small_logo_url: 'string',
    supports_oauth: 'boolean',
    supports_account_identification: 'boolean',
    supports_account_statement: 'boolean',
    supports_account_verification: 'boolean',
    supports_transaction_history: 'boolean',
  });
  assert.equal(
    (await institutions.readInstitution('harborlight')).data.institution.name,
    'Harborlight Bank',
  );
  form = (await institutions.listInstitutionCredentials('harborlight')).data.credentials;
  types(form[0], {
    guid: 'string',
    field_name: 'string',
    field_type: 'string',
    label: 'string',
    display_order: 'number',
  });
});

await step('members', async () => {
  const credentials = form.map((f) => ({
    guid: f.guid,
    value: f.field_name === 'PASSWORD' ? 'correct' : 'ada',
  }));
  const made = await members.createMember(user, {
    member: { institution_code: 'harborlight', credentials },
  });
  member = made.data.member.guid;
  types(made.data.member, {
    guid: 'string',
    institution_code: 'string',
    name: 'string',
    user_guid: 'string',
    is_being_aggregated: 'boolean',
    connection_status: 'string',
    is_oauth: 'boolean',
    most_recent_job_guid: 'boolean',
  });
  await refused(
    () => members.createMember(user, { member: { institution_code: 'harborlight', credentials } }),
    409,
  );
  assert.equal(
    (await members.updateMember(member, user, { member: { metadata: 'm' } })).data.member.metadata,
    'm',
  );
  assert.equal((await members.readMember(member, user)).data.member.guid, member);
  assert.equal((await members.listMembers(user)).data.members.length, 1);
  assert.equal((await members.aggregateMember(member, user)).status, 202);
});

await step('status', async () => {
  const { data } = await members.readMemberStatus(member, user);
  types(data.member, {
    guid: 'string',
    connection_status: 'string',
    is_authenticated: 'boolean',
    is_being_aggregated: 'boolean',
    has_processed_transactions: 'boolean',
  });
  assert.equal(data.member.connection_status, 'CONNECTED');
  assert.equal(data.member.is_being_aggregated, false);
});

await step('challenges', async () => {
  const fields = (await institutions.listInstitutionCredentials('riddlewick')).data.credentials;
  const credentials = fields.map((f) => ({ guid: f.guid, value: 'correct' }));
  const asked = (
    await members.createMember(user, { member: { institution_code: 'riddlewick', credentials } })
  ).data.member.guid;
  const [question] = (await members.listMemberChallenges(asked, user)).data.challenges;
  types(question, { guid: 'string', label: 'string', type: 'string' });
  const answered = await members.resumeAggregation(asked, user, {
    member: { challenges: [{ guid: question.guid, value: 'correct' }] },
  });
  assert.equal(answered.status, 202);
  assert.equal(
    (await members.readMemberStatus(asked, user)).data.member.connection_status,
    'CONNECTED',
  );
  assert.equal((await members.listMemberChallenges(asked, user)).status, 204);
  assert.equal((await members.deleteMember(asked, user)).status, 204);
});

await step('accounts', async () => {
  const { data } = await accounts.listUserAccounts(user);
  types(data.pagination, paged);
  assert.equal(data.accounts.length, 3);
  for (const account of data.accounts) {
    types(account, {
      guid: 'string',
      name: 'string',
      type: 'string',
      balance: 'number',
      available_balance: 'number',
      currency_code: 'string',
      member_guid: 'string',
      is_closed: 'boolean',
    });
    assert.equal((await accounts.readAccount(account.guid, user)).data.account.guid, account.guid);
  }
  assert.equal((await accounts.listMemberAccounts(user, member)).data.accounts.length, 3);
});

await step('transactions', async () => {
  const { data } = await transactions.listTransactions(user, 2, 10);
  assert.equal(data.pagination.current_page, 2);
  assert.equal(data.transactions.length, 10);
  types(data.transactions[0], {
    guid: 'string',
    amount: 'number',
    type: 'string',
    status: 'string',
    date: 'string',
    description: 'string',
    account_guid: 'string',
    is_direct_deposit: 'boolean',
  });
  const one = data.transactions[0];
  assert.ok(
    (await transactions.listTransactionsByMember(member, user)).data.transactions.length > 0,
  );
  assert.ok(
    (await transactions.listTransactionsByAccount(one.account_guid, user)).data.transactions
      .length > 0,
  );
});

await step('statements', async () => {
  assert.equal((await statements.fetchStatements(member, user)).status, 202);
  const [statement] = (await statements.listStatementsByMember(member, user)).data.statements;
  const pdf = await statements.downloadStatementPDF(member, statement.guid, user, {
    headers: { Accept: 'application/vnd.mx.api.v1+pdf' },
    responseType: 'arraybuffer',
  });
  assert.equal(Buffer.from(pdf.data).subarray(0, 5).toString(), '%PDF-');
});

await step('refusals', async () => {
  await refused(() => members.readMember('MBR-none', user), 404);
  await refused(() => users.createUser({ user: { id: 'u-1' } }), 409);
  const wrong = new sdk.UsersApi(new sdk.Configuration({ ...configuration, password: 'wrong' }));
  await refused(() => wrong.listUsers(), 401);
  assert.equal((await users.deleteUser('application/vnd.mx.api.v1+json', user)).status, 204);
  await refused(() => users.readUser(user), 404);
});

console.log(`passed: ${passed.join(', ')}`);
