// The widget. It is a page of its own in the view: what it posts goes to its
// own window, where the host listens, and what the host posts comes there too.
const main = document.querySelector("main");
const status = document.querySelector("[role=status]");
const button = document.querySelector("button");
const links = `/page/${main.dataset.page}/links`;

let wake = () => {};
addEventListener("message", (e) => JSON.stringify(e.data).includes("oauthComplete/") && wake());

/** Tells the host what happened. */
function say(name, metadata = {}) {
	window.postMessage({ type: `acme/${name}`, metadata }, location.origin);
}

/** Goes to the bank: the host opens the address in the system's browser. */
async function visit() {
	const { at, link } = await (await fetch(links, { method: "POST" })).json();
	status.textContent = "Go on at your bank. This page waits for you.";
	say("bank", { at, link: { id: link.id } });
	await back(link.id);
}

/** Waits for the user's return, whichever way it is heard of. */
async function back(id) {
	for (;;) {
		await Promise.race([heardOfReturn(), new Promise((resume) => setTimeout(resume, 1000))]);
		const link = await (await fetch(`${links}/${id}`)).json();
		if (link.status === "linked") {
			return linked(id);
		}
		if (link.status === "refused") {
			status.textContent = "The bank did not grant access.";
			return say("refused", { link: { id }, why: link.why });
		}
	}
}

/** Ends when the host says that the user came back by the return link. */
function heardOfReturn() {
	return new Promise((resume) => (wake = resume));
}

function linked(id) {
	status.textContent = "Your account is linked.";
	button.textContent = "Done";
	button.onclick = () => say("done");
	say("linked", { link: { id } });
}

button.onclick = visit;
say("ready");
