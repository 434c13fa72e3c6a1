"""What an interviewer needs to ask one question well, one TOML file for each question."""
