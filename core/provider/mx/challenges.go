package mx

// Challenge is a question of the institution to the user while the member is
// CHALLENGED.
type Challenge struct {
	GUID         string        `json:"guid"`
	FieldName    string        `json:"field_name"`
	Label        string        `json:"label"` // the question
	Type         string        `json:"type"`  // such as TEXT, TOKEN, OPTIONS, IMAGE_DATA, IMAGE_OPTIONS
	ImageData    string        `json:"image_data"`
	Options      []Option      `json:"options"`
	ImageOptions []ImageOption `json:"image_options"`
}

// Option is one answer to choose.
type Option struct {
	GUID  string `json:"guid"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// ImageOption is one image to choose.
type ImageOption struct {
	GUID    string `json:"guid"`
	Label   string `json:"label"`
	Value   string `json:"value"`
	DataURI string `json:"data_uri"`
}
