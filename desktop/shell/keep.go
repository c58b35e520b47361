package shell

import (
	"sync"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
)

// Vault keeps sessions where they outlive the process. *vault.Vault is one.
// Its methods are safe for concurrent use.
type Vault interface {
	Save(id string, snapshot []byte) error
	Load(id string) ([]byte, error)
	Sessions() ([]string, error)
	Remove(id string) error
	Sealer() session.Sealer
}

// keeper keeps one session in the vault, from its first change that matters to
// its outcome. Without a vault it does nothing. It is safe for concurrent use.
type keeper struct {
	vault   Vault
	id      string
	machine *machine

	mu  sync.Mutex
	end bool // nothing is to be kept any more
}

// keep writes the session down as it is now, if it changed in something that
// matters. When it returns without an error, what was there before the call is
// on the disk, whoever wrote it.
func (k *keeper) keep() error {
	if k.vault == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.end {
		return nil
	}
	data, err := k.machine.snapshot(k.vault.Sealer())
	if err != nil || data == nil {
		return err
	}
	if err := k.vault.Save(k.id, data); err != nil {
		k.machine.unwritten()
		return err
	}
	return nil
}

// forget removes the session for good.
func (k *keeper) forget() error {
	if k.vault == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.end = true
	return k.vault.Remove(k.id)
}

// persist writes the session down. A disk that fails ends nothing.
func (j *journey) persist() {
	if err := j.keeper.keep(); err != nil {
		j.warn(fault.From(err))
	}
}
