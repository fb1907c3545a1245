"""What the supervisor and `lineman` say, in Russian and English."""
