"""What a person looks at afterwards: the joined film, the contact sheet and the story file."""
