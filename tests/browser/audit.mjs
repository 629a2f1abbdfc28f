// Holds a running server to the GraphQL-over-HTTP specification: node audit.mjs <graphql-url>
import { auditServer } from 'graphql-http';

const [url] = process.argv.slice(2);
if (!url) {
  console.error('usage: node audit.mjs <graphql-url>');
  process.exit(2);
}
const results = await auditServer({ url });
const broken = results.filter(({ status }) => status === 'error' || status === 'warn');
for (const { status, id, name, reason } of broken) console.error(`${status} ${id} ${name}: ${reason}`);
console.log(`${results.length} audits, ${broken.length} broken`);
process.exit(broken.length > 0 || results.length === 0 ? 1 : 0);
