package sandbox

import (
	"embed"
	"errors"
	"io/fs"
	"os"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/mxwidget"
)

//go:embed ui
var basicUI embed.FS

// openUI chooses the widget's user interface. The returned name is UIBasic or
// UIConnect; close gives up the folder, if there is one.
func openUI(o Options) (ui mxwidget.UI, name string, close func() error, err error) {
	if o.UI != UIBasic {
		ui, close, err = connectUI(o.UIDir)
		if err == nil {
			return ui, UIConnect, close, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return mxwidget.UI{}, "", nil, fault.Newf(fault.SandboxUIMissing, err, "The connect UI in %s cannot be used.", o.UIDir)
		}
		if o.UI == UIConnect {
			return mxwidget.UI{}, "", nil, fault.New(fault.SandboxUIMissing, err)
		}
	}
	folder, err := fs.Sub(basicUI, "ui")
	if err != nil {
		return mxwidget.UI{}, "", nil, fault.New(fault.Other, err)
	}
	ui, err = mxwidget.NewUI(folder)
	if err != nil {
		return mxwidget.UI{}, "", nil, fault.New(fault.Other, err)
	}
	return ui, UIBasic, func() error { return nil }, nil
}

// connectUI opens the folder of the built connect UI. No link inside leads out
// of it.
func connectUI(dir string) (mxwidget.UI, func() error, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return mxwidget.UI{}, nil, err
	}
	ui, err := mxwidget.NewUI(root.FS())
	if err != nil {
		root.Close() // the first error is the one to report
		return mxwidget.UI{}, nil, err
	}
	return ui, root.Close, nil
}
