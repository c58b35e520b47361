package mx

// Credential describes one thing that an institution asks for when a user
// logs in. It holds no answer.
type Credential struct {
	GUID         string `json:"guid"`
	FieldName    string `json:"field_name"`
	FieldType    string `json:"field_type"` // such as LOGIN or PASSWORD
	Type         string `json:"type"`
	Label        string `json:"label"`
	DisplayOrder int    `json:"display_order"`
}
