// A real mail server for the tests: TLS, STARTTLS and AUTH as asked, faults by recipient, one line of JSON per accepted message.
import { createRequire } from 'node:module';
const require = createRequire(process.argv[2] + '/package.json');
const { SMTPServer } = require('smtp-server');
const { simpleParser } = require('mailparser');

const options = JSON.parse(process.argv[3]);
const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');
const refuse = (code, text) => Object.assign(new Error(text), { responseCode: code });
let connections = 0;
let taken = 0;
// How often each access token may still be used.
const uses = options.tokens ?? {};

const server = new SMTPServer({
  logger: false,
  secure: options.tls,
  ...(options.certificate ? { cert: options.certificate, key: options.key } : {}),
  hideSTARTTLS: !options.startTls,
  authOptional: options.relaysForAnybody || !(options.password || options.tokens),
  authMethods: options.tokens ? ['XOAUTH2'] : ['LOGIN'],
  allowInsecureAuth: !options.startTls,
  disableReverseLookup: true,
  onConnect: (session, done) => { connections++; done(); },
  onAuth: (auth, session, done) => {
    const right = auth.method === 'XOAUTH2' ? uses[auth.accessToken]-- > 0 : auth.password === options.password;
    if (auth.username === options.user && right) return done(null, { user: auth.username });
    if (auth.method === 'XOAUTH2') return done(null, { data: { status: '400', schemes: 'bearer' } });
    done(refuse(535, '5.7.8 Wrong user name or password'));
  },
  onRcptTo: (address, session, done) => {
    const who = address.address.split('@')[0];
    if (who === 'unknown') return done(refuse(550, '5.1.1 No such mailbox here'));
    if (who === 'greylisted') return done(refuse(451, '4.7.1 Try again in a minute'));
    if (who === 'dropped') { for (const each of server.connections) each._socket.destroy(); return; }
    if (who === 'slow') return;
    done();
  },
  onData: (stream, session, done) => {
    const who = session.envelope.rcptTo[0].address.split('@')[0];
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', async () => {
      if (who === 'spam') return done(refuse(554, '5.7.1 Message looks like spam'));
      if (who === 'full') return done(refuse(452, '4.2.2 Mailbox full'));
      const raw = Buffer.concat(parts);
      const late = /^late-(\d+)$/.exec(who);
      if (late) await new Promise((resolve) => setTimeout(resolve, Number(late[1])));
      const mail = await simpleParser(raw);
      say({
        to: session.envelope.rcptTo.map((to) => to.address), secure: session.secure, user: session.user ?? null, connections,
        headerTo: mail.to?.text, from: mail.from?.value[0], replyTo: mail.replyTo?.value.map((each) => each.address), subject: mail.subject,
        messageId: mail.messageId, date: mail.date, autoSubmitted: mail.headers.get('auto-submitted'), contentType: mail.headers.get('content-type')?.value,
        headers: mail.headerLines.map((line) => line.key), text: mail.text, html: mail.html, raw: raw.toString('latin1'),
      });
      done(null, `2.0.0 Taken as ${++taken}`);
    });
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => say({ port: server.server.address().port }));
process.stdin.resume().on('end', () => process.exit());
